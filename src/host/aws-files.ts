import { openAwsFiles, type AwsFiles } from '../config/aws-file.js'
import { readTextIfPresent } from './files.js'
import type { Host } from './host.js'

/** The two files where profiles live; either may be absent. */
export function awsFiles({ paths }: Host): AwsFiles {
  return openAwsFiles(
    { path: paths.awsConfig, text: readTextIfPresent(paths.awsConfig) },
    { path: paths.awsCredentials, text: readTextIfPresent(paths.awsCredentials) },
  )
}
