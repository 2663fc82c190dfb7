import { parseAwsFiles, type AwsFiles } from '../../../aws-files/aws-files.js'
import type { Host } from '../../host.js'
import { awsText } from './aws-text.js'
import { readEvidence } from '../evidence.js'

/**
 * Reads the config and the credentials file of AWS; either may be absent. Each file is read and
 * hashed once, so that one run sees one state.
 */
export function readAwsFiles(host: Host): AwsFiles {
  const { paths } = host
  return parseAwsFiles(awsText(paths.awsConfig), awsText(paths.awsCredentials), readEvidence(host))
}
