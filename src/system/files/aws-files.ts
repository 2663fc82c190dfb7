import { openAwsFiles, type AwsFiles } from '../../aws-files/aws-files.js'
import { hashOfFile, readTextIfPresent } from './read-file.js'
import type { Host } from '../host.js'

/** The two files where profiles live; either may be absent. All of it is as it was when it was first asked for. */
export function awsFiles({ paths }: Host): AwsFiles {
  const hashes = new Map<string, string | undefined>()
  const hashOf = (path: string): string | undefined => {
    if (!hashes.has(path)) hashes.set(path, hashOfFile(path))
    return hashes.get(path)
  }
  return openAwsFiles(
    { path: paths.awsConfig, text: readTextIfPresent(paths.awsConfig) },
    { path: paths.awsCredentials, text: readTextIfPresent(paths.awsCredentials) },
    hashOf,
  )
}
