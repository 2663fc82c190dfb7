import { isObject, isNonEmptyString, parseObject } from '../../core/json.js'
import { sha256 } from '../../core/digest/sha256.js'
import { removeFile } from '../../system/files/atomic-file.js'
import { textOfRegularFile } from '../../system/files/read-file.js'
import { writeShared } from '../../system/files/write-shared.js'
import type { Host } from '../../system/host.js'
import { join } from '../../system/path.js'
import { pythonJson } from '../python-json.js'

/** A sign-in by `aws login`, by the names of its file (docs/contracts.md §7). It is secret. */
export interface LoginToken {
  accessToken: {
    accessKeyId: string
    secretAccessKey: string
    sessionToken: string
    accountId: string
    /** ISO 8601, UTC. */
    expiresAt: string
  }
  clientId: string
  refreshToken: string
  /** The private key to which the refresh token is bound: SEC1 in PEM. */
  dpopKey: string
  /** The region in which the user signed in, if the writer noted it. */
  signInRegion?: string
}

type FileHost = Pick<Host, 'paths' | 'env'>

/** Path of the file that every SDK reads. @param session the ARN in `login_session` */
function loginFile(session: string, { env, paths }: FileHost): string {
  const folder = env['AWS_LOGIN_CACHE_DIRECTORY'] ?? join(paths.home, '.aws', 'login', 'cache')
  return join(folder, `${sha256(session.trim())}.json`)
}

/** Reads the file. @returns undefined if it is missing or torn */
export function readLoginFile(session: string, host: FileHost): LoginToken | undefined {
  const fields = parseObject(textOfRegularFile(loginFile(session, host)) ?? '')
  return isLoginToken(fields) ? fields : undefined
}

/** Guard for a sign-in in parsed JSON: it has what the SDKs demand. */
export function isLoginToken(value: unknown): value is LoginToken {
  if (!isObject(value) || !isObject(value['accessToken'])) return false
  const { accessKeyId, secretAccessKey, sessionToken, accountId, expiresAt } = value['accessToken']
  const { clientId, refreshToken, dpopKey } = value
  return [
    ...[accessKeyId, secretAccessKey, sessionToken, accountId, expiresAt],
    ...[clientId, refreshToken, dpopKey],
  ].every(isNonEmptyString)
}

/**
 * Writes it as the AWS CLI does, by rename and with mode 0600: no SDK reads half of it. Members
 * that other writers added stay.
 * @throws Error of the file system; RolecallError 'failed' in the home of another user
 */
export function writeLoginFile(session: string, token: object, host: FileHost): void {
  writeShared(loginFile(session, host), pythonJson(token))
}

/** Removes the file, as `aws logout` does. @returns false if there was none */
export function forgetLogin(session: string, host: FileHost): boolean {
  const path = loginFile(session, host)
  const isThere = textOfRegularFile(path) !== undefined
  removeFile(path)
  return isThere
}

/** Milliseconds that its credentials are still valid; negative if they have expired. */
export function leftMs({ accessToken }: LoginToken, now: number): number {
  const until = Date.parse(accessToken.expiresAt)
  return Number.isNaN(until) ? -1 : until - now
}
