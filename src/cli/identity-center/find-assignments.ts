import type { Assignments } from '../../core/assignments.js'
import { isoSeconds } from '../../core/credentials.js'
import { counted } from '../../core/printable.js'
import { listAssignments } from '../../signin/identity-center/assignments.js'
import { idOf, withSignIn, type SsoPlace } from '../../sources/sso/open.js'
import { readEvidence } from '../../system/files/evidence.js'
import type { CommandContext } from '../context.js'
import { withProgress } from '../ui/progress.js'
import { rememberAssignments, rememberedAssignments } from './remembered.js'
import { ssoContext } from './sso-context.js'

/** A remembered list is used for a day. */
const MAX_AGE_MS = 24 * 3600_000

export interface FindOptions {
  /** The command, for hints: `accounts`. */
  command: string
  /** Ask the portal even if a list is remembered. */
  isFresh: boolean
  useDevice?: boolean | undefined
}

/**
 * The accounts and roles that are assigned to the user: the remembered list, or what the portal
 * says now. Signs the user in if that is necessary.
 */
export async function findAssignments(
  place: SsoPlace,
  context: CommandContext,
  { command, isFresh, useDevice }: FindOptions,
): Promise<Assignments> {
  const { host } = context
  const id = idOf(place)
  const remembered = isFresh ? undefined : rememberedAssignments(id, host)
  if (remembered && isCurrent(remembered, place, context)) return remembered
  const { startUrl, region, session } = place
  const usable = ssoContext(place, context, { command, useDevice })
  const accounts = await withSignIn(place, usable, (portal, token) =>
    withProgress(
      (show) =>
        listAssignments(portal, token, ({ done, accounts: all }) =>
          show(all === 0 ? 1 : done / all, `roles of ${done} of ${counted(all, 'account')}`),
        ),
      { stderr: host.streams.stderr, env: host.env },
    ),
  )
  const identity = readEvidence(host).ssoSignIn(id)
  const list: Assignments = {
    ...(session === undefined ? {} : { session }),
    ...{ startUrl, region, fetched: isoSeconds(host.now().at) },
    ...(identity === undefined ? {} : { identity }),
    accounts,
  }
  rememberAssignments(id, list, host)
  return list
}

/** Whether a list is still the user's own. */
function isCurrent(
  { fetched, identity, startUrl, region }: Assignments,
  place: SsoPlace,
  { host }: CommandContext,
): boolean {
  const ageMs = host.now().at - Date.parse(fetched)
  const isSame = startUrl === place.startUrl && region === place.region
  const now = readEvidence(host).ssoSignIn(idOf(place))
  return isSame && ageMs >= 0 && ageMs < MAX_AGE_MS && (now === undefined || now === identity)
}
