import { type Assignments, parseAssignments } from '../../core/state/assignments.js'
import { ssoSignInKey } from '../../core/state/sso-sign-in.js'
import { utf8Text } from '../../system/bytes.js'
import { removeFile, writePrivate } from '../../system/files/atomic-file.js'
import { readEvidence } from '../../system/files/evidence.js'
import { readOwnFile } from '../../system/files/read-own-file.js'
import { isSystemError } from '../../system/files/system-error.js'
import type { Host } from '../../system/host.js'
import { join } from '../../system/path.js'
import { STATE_PATHS } from '../../system/state-paths.js'
import type { SsoPlace } from '../../sources/sso/place.js'
import { idOf } from '../../sources/sso/sign-in-id.js'

type StateHost = Pick<Host, 'paths'>

const pathOf = (id: string, { paths }: StateHost): string =>
  join(paths.state, STATE_PATHS.assignments, `${ssoSignInKey(id)}.json`)

/** A remembered list is used for a day. */
const MAX_AGE_MS = 24 * 3600_000

/** What was found for a sign-in today. @returns undefined if there is no list, or another user's */
export function currentAssignments(
  place: SsoPlace,
  host: Pick<Host, 'paths' | 'env' | 'cwd' | 'now'>,
): Assignments | undefined {
  const list = rememberedAssignments(idOf(place), host)
  if (list?.startUrl !== place.startUrl || list.region !== place.region) return undefined
  const ageMs = host.now().at - Date.parse(list.fetched)
  const now = readEvidence(host).ssoSignIn(idOf(place))
  const isOwn = now === undefined || now === list.identity
  return isOwn && ageMs >= 0 && ageMs < MAX_AGE_MS ? list : undefined
}

function rememberedAssignments(id: string, host: StateHost): Assignments | undefined {
  try {
    const data = readOwnFile(pathOf(id, host))
    return data && parseAssignments(utf8Text(data))
  } catch {
    return undefined
  }
}

/** Best effort: without it, the next command asks the portal again. */
export function rememberAssignments(id: string, list: Assignments, host: StateHost): void {
  try {
    writePrivate(pathOf(id, host), JSON.stringify(list))
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

/** Forgets the list of a sign-in, if there is one. */
export function forgetAssignments(id: string, host: StateHost): void {
  removeFile(pathOf(id, host))
}
