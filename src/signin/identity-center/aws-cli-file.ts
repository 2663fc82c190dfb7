import { parseObject } from '../../core/json.js'
import { sha1 } from '../../core/digest/sha1.js'
import { textOfRegularFile } from '../../system/files/read-file.js'
import { writeShared } from '../../system/files/write-shared.js'
import type { Host } from '../../system/host.js'
import { join } from '../../system/path.js'
import { pythonJson } from '../python-json.js'
import { parseToken, type SsoToken } from './token.js'

type FileHost = Pick<Host, 'paths'>

/**
 * Path of the AWS CLI's file (docs/contracts.md §4.4).
 * @param id name of the `[sso-session]`, or the start URL of a profile without one
 */
export function awsCliFile(id: string, { paths }: FileHost): string {
  return join(paths.home, '.aws', 'sso', 'cache', `${sha1(id)}.json`)
}

/** Reads the file. @returns undefined if it is missing or torn */
export function readAwsCliFile(id: string, host: FileHost): SsoToken | undefined {
  return parseToken(textOfRegularFile(awsCliFile(id, host)))
}

/** The members that every reader knows, in the AWS CLI's order. */
const MEMBERS = [
  'startUrl',
  'region',
  'accessToken',
  'expiresAt',
  'clientId',
  'clientSecret',
  'registrationExpiresAt',
  'refreshToken',
] as const

/**
 * Writes it as the AWS CLI does, by rename: members that other writers added stay.
 * @throws Error of the file system
 */
export function writeAwsCliFile(id: string, token: SsoToken, host: FileHost): void {
  const path = awsCliFile(id, host)
  const before = parseObject(textOfRegularFile(path) ?? '') ?? {}
  const known = new Set<string>(MEMBERS)
  const own = MEMBERS.flatMap((name) => (token[name] ? [[name, token[name]] as const] : []))
  const others = Object.entries(before).filter(([name]) => !known.has(name))
  writeShared(path, pythonJson(Object.fromEntries([...own, ...others])))
}
