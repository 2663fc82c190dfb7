import type { Assignments } from '../../core/state/assignments.js'
import type { SsoPlace } from '../../sources/sso/place.js'
import type { CommandContext } from '../context.js'
import { currentAssignments } from './remembered.js'

/** Whether remembered assignments will do, and how to sign in if they do not. */
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
  const remembered = isFresh ? undefined : currentAssignments(place, context.host)
  if (remembered) return remembered
  // A remembered list needs neither the network nor a sign-in.
  const { fetchAssignments } = await import('./fetch-assignments.js')
  return fetchAssignments(place, context, { command, useDevice })
}
