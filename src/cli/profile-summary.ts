import { parseRoleArn } from '../core/arn.js'
import type { ClockReading } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import type { SourceKind } from '../core/source.js'
import { traitsOf } from '../sources/kinds.js'
import type { UserSettings } from '../settings/settings.js'
import type { IndexEntry } from '../secrets/session-index.js'
import { asksForCode, type StepState } from './commands/explain/diagram.js'
import { stepStates } from './cache-state.js'

/** A profile as `list` tells of it; what it has not, is absent. */
export interface ProfileSummary {
  profile: string
  /** ARN of the role that it leads to; of IAM Identity Center, which tells none, its name. */
  role?: string
  /** Twelve digits. */
  account?: string
  /** Where its first credentials come from: a kind of source, and the profile that holds it. */
  source?: SourceKind
  sourceProfile?: string
  mfaSerial?: string
  region?: string
  /** Of the session in the cache. */
  secondsLeft?: number
  /** Whether the next use would ask for an MFA code. */
  asksForCode?: boolean
  /** Why it cannot be used. */
  error?: string
}

/** What it is told from: nothing is asked of the network or the keychain. */
export interface ListingFacts {
  /** @throws RolecallError */
  plan(profile: string): Plan
  sessions: readonly IndexEntry[]
  now: Omit<ClockReading, 'serverOffset'>
}

export function summarizeProfile(
  profile: string,
  { plan: planOf, sessions, now }: ListingFacts,
): ProfileSummary {
  try {
    const plan = planOf(profile)
    const states: StepState[] =
      sessions.length > 0 ? stepStates(plan, sessions, now) : plan.steps.map(() => ({}))
    const serial = plan.steps.map(({ input }) => 'SerialNumber' in input && input.SerialNumber)
    const mfaSerial = serial.find(Boolean) || undefined
    const { profile: sourceProfile } = traitsOf(plan.source)
    const secondsLeft = states.at(-1)?.secondsLeft
    return {
      profile,
      ...targetOf(plan),
      source: plan.source.kind,
      ...(sourceProfile === undefined ? {} : { sourceProfile }),
      ...(mfaSerial === undefined ? {} : { mfaSerial }),
      ...(plan.region === undefined ? {} : { region: plan.region }),
      ...(secondsLeft === undefined ? {} : { secondsLeft: Math.floor(secondsLeft) }),
      asksForCode: asksForCode(plan, states),
    }
  } catch (error) {
    if (!isRolecallError(error)) throw error
    return { profile, error: error.message }
  }
}

function targetOf({ steps, source }: Plan): { role?: string; account?: string } {
  const input = steps.at(-1)?.input
  if (input && 'RoleArn' in input) {
    const account = parseRoleArn(input.RoleArn)?.account
    return { role: input.RoleArn, ...(account === undefined ? {} : { account }) }
  }
  return traitsOf(source).fixedRole ?? {}
}

/** Role and account as a person knows them: the role's name, and the account's where the settings tell it. */
export function roleLabel({ role = '' }: ProfileSummary): string {
  return parseRoleArn(role)?.role ?? role
}

export function accountLabel({ account = '' }: ProfileSummary, { accounts }: UserSettings): string {
  return accounts.get(account) ?? account
}
