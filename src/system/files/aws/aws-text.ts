import type { AwsText } from '../../../aws-files/aws-files.js'
import { readTextIfPresent } from '../read-file.js'
import { noteOwner } from './trusted-aws-files.js'

/**
 * Reads one of the AWS files; '' if it does not exist. The launcher replaces this function, because
 * its engine takes longer to decode and search a text.
 */
export function awsText(path: string): AwsText {
  return { path, text: readTextIfPresent(path, noteOwner(path)) }
}
