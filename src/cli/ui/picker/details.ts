import { humanDuration } from '../../../core/duration.js'
import type { UserSettings } from '../../../settings/settings.js'
import {
  summarizeProfile,
  accountLabel,
  roleLabel,
  type ProfileSummary,
  type ListingFacts,
} from '../../profile-summary.js'
import type { Row } from './row.js'

/** A row made the first time that it is shown: of 10,000 profiles a person sees some dozens. */
export function rowMaker(facts: ListingFacts, settings: UserSettings): (profile: string) => Row {
  const made = new Map<string, Row>()
  return (profile) => {
    const row = made.get(profile) ?? rowOf(summarizeProfile(profile, facts), settings)
    made.set(profile, row)
    return row
  }
}

function rowOf(listed: ProfileSummary, settings: UserSettings): Row {
  const { profile: name, region = '', error } = listed
  const [role, account] = [roleLabel(listed), accountLabel(listed, settings)]
  return {
    name,
    role,
    account,
    region,
    state: stateOf(listed),
    ...(error === undefined ? {} : { problem: error }),
    isProduction: [name, role, account].some((text) => settings.production.test(text)),
  }
}

function stateOf({ error, secondsLeft, asksForCode }: ProfileSummary): string {
  if (error !== undefined) return 'unusable'
  if (secondsLeft !== undefined) return `${humanDuration(secondsLeft)} left`
  return asksForCode ? 'asks for a code' : ''
}
