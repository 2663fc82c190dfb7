import { parseAwsFiles, type AwsFiles } from '../../aws-files/aws-files.js'
import { hashOfFile, readTextIfPresent } from './read-file.js'
import type { Host } from '../host.js'

/**
 * Reads the config and the credentials file of AWS; either may be absent. Each file is read and
 * hashed once, so that one run sees one state.
 */
export function readAwsFiles({ paths }: Host): AwsFiles {
  const hashes = new Map<string, string | undefined>()
  const hashOf = (path: string): string | undefined => {
    if (!hashes.has(path)) hashes.set(path, hashOfFile(path))
    return hashes.get(path)
  }
  return parseAwsFiles(
    { path: paths.awsConfig, text: readTextIfPresent(paths.awsConfig) },
    { path: paths.awsCredentials, text: readTextIfPresent(paths.awsCredentials) },
    hashOf,
  )
}
