import type { Assignments } from '../../core/state/assignments.js'
import type { SsoPlace } from '../../sources/sso/sign-in-target.js'
import { idOf } from '../../sources/sso/sign-in-id.js'
import { readEvidence } from '../../system/files/evidence.js'
import type { CommandContext } from '../context.js'
import { rememberedAssignments } from './remembered.js'

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
  // A remembered list needs neither the network nor a sign-in.
  const { fetchAssignments } = await import('./fetch-assignments.js')
  return fetchAssignments(place, context, { command, useDevice })
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
