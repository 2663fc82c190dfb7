import { sha256 } from '../../core/digest/sha256.js'
import { canonicalJson, isNonEmptyString } from '../../core/json.js'
import { claimsOf } from '../../core/jwt.js'
import type { CognitoSource } from '../../core/source/pool.js'
import { removeFile, writePrivate } from '../../system/files/atomic-file.js'
import { readOwnFile } from '../../system/files/read-own-file.js'
import { utf8Text } from '../../system/bytes.js'
import type { Host } from '../../system/host.js'
import { join } from '../../system/path.js'
import { STATE_PATHS } from '../../system/state-paths.js'
import type { Logins } from './logins.js'

/** What an identity belongs to. */
interface Place {
  source: CognitoSource
  logins: Logins
  host: Pick<Host, 'paths'>
}

const IDENTITY = /^[\w-]+:[0-9a-f-]+$/

/** The identity that Cognito gave to this login, or to the guest of this home. */
export function rememberedIdentity(place: Place): string | undefined {
  return bestEffort(() => {
    const data = readOwnFile(pathOf(place))
    const id = data ? utf8Text(data) : ''
    return IDENTITY.test(id) ? id : undefined
  })
}

/**
 * Remembers an identity: a guest would otherwise become another one with each session, and a login
 * would cost one more call.
 */
export function rememberIdentity(place: Place, identityId: string): void {
  if (IDENTITY.test(identityId)) bestEffort(() => writePrivate(pathOf(place), identityId))
}

/** Forgets an identity that Cognito does not know any more. */
export function forgetIdentity(place: Place): void {
  bestEffort(() => removeFile(pathOf(place)))
}

/** The name covers who logs in: the subject of the token, or the token itself if it has none. */
function pathOf({ source: { poolId, endpoint }, logins, host }: Place): string {
  const who = Object.entries(logins).map(([provider, token]) => {
    const { sub } = claimsOf(token)
    return { provider, who: isNonEmptyString(sub) ? { sub } : { token } }
  })
  const name = sha256(canonicalJson({ poolId, endpoint: endpoint ?? null, who }))
  return join(host.paths.state, STATE_PATHS.identities, name)
}

function bestEffort<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
