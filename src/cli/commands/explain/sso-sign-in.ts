import { isNonEmptyString, parseObject } from '../../../core/json.js'
import type { SsoSource } from '../../../core/source.js'
import { sha1Hex } from '../../../system/crypto.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import type { Host } from '../../../system/host.js'
import { join } from '../../../system/path.js'

const CACHE = '.aws/sso/cache'

/**
 * True if the AWS CLI has a sign-in to IAM Identity Center that is valid, or that can be renewed
 * without the user (docs/contracts.md §4.4). It reads one file and calls nothing.
 */
export function isSignedInToSso(
  { session, startUrl }: SsoSource,
  { paths, now }: Pick<Host, 'paths' | 'now'>,
): boolean {
  const name = `${sha1Hex(session ?? startUrl)}.json`
  const token = parseObject(readTextIfPresent(join(paths.home, CACHE, name)))
  if (!token || !isNonEmptyString(token['accessToken'])) return false
  if (isLater(token['expiresAt'], now().at)) return true
  const needed = [token['refreshToken'], token['clientId'], token['clientSecret']]
  const mayRenew = session !== undefined && needed.every(isNonEmptyString)
  return mayRenew && isLater(token['registrationExpiresAt'], now().at)
}

/** @param now milliseconds since 1970 */
function isLater(time: unknown, now: number): boolean {
  // Files of old versions end in `UTC` instead of `Z`.
  return isNonEmptyString(time) && Date.parse(time.replace(/UTC$/, 'Z')) > now
}
