import { unlessRefused } from '../../../core/errors.js'
import type { HistoryEntry } from '../../../history/entry.js'
import type { CommandContext } from '../../context.js'

/**
 * The profile whose credentials can ask CloudTrail about an entry. AWS gave the profile of a denied
 * entry nothing, so that the one that made the call must ask: the next in the chain. A change in
 * IAM is asked about by the profile that made it.
 * @returns as in the entry if no profile comes after it
 */
export function askingProfile(
  { event, profile, stepProfile, callerArn }: HistoryEntry,
  { plan }: Pick<CommandContext, 'plan'>,
): string {
  if (callerArn !== undefined) return stepProfile ?? profile
  if (event !== 'denied' || profile === '') return profile
  const { chain = [] } = unlessRefused(() => plan(profile)) ?? {}
  return chain[chain.indexOf(stepProfile ?? profile) + 1] ?? profile
}
