import { ssoEntry } from '../../secrets/sso-sign-ins.js'
import type { Host } from '../../system/host.js'
import { readAwsCliFile } from './aws-cli-file.js'
import { isLive, isRenewable, timeOf } from './token.js'

/**
 * True if there is a sign-in that is valid, or that can be renewed without the user. It reads two
 * files and calls nothing.
 * @param id name of the `[sso-session]`, or the start URL of a profile without one
 */
export function isSignedInToSso(id: string, host: Pick<Host, 'paths' | 'now'>): boolean {
  const now = host.now().at
  const token = readAwsCliFile(id, host)
  if (token && (isLive(token, now) || isRenewable(token, now))) return true
  const own = ssoEntry(id, host)
  if (!own) return false
  return isLive(own, now) || timeOf(own.renewableUntil ?? '') > now
}
