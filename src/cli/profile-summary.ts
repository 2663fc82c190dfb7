import type { AwsFiles } from '../aws-files/aws-files.js'
import { KEY_PREFIX } from '../aws-files/profile.js'
import { parseRoleArn } from '../core/arn.js'
import type { ClockReading } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import type { SourceKind } from '../core/source.js'
import { traitsOf } from '../sources/kinds.js'
import type { UserSettings } from '../settings/settings.js'
import type { IndexEntry } from '../secrets/secret-index.js'
import {
  asksForCode,
  lastSecondsLeft,
  mfaSerialOf,
  stepStates,
  type StepState,
} from './carry-out/cache-state.js'

/** A profile as `list` and the picker show it. */
export interface ProfileSummary {
  profile: string
  /** ARN of its role; of IAM Identity Center, which gives no ARN, the name. */
  role?: string
  /** Twelve digits. */
  account?: string
  /** Kind of its source. */
  source?: SourceKind
  /** The profile that defines the source. */
  sourceProfile?: string
  mfaSerial?: string
  region?: string
  /** What its sessions are limited to. */
  scope?: string
  /** Of the cached session. */
  secondsLeft?: number
  /** Whether the next use prompts for an MFA code. */
  asksForCode?: boolean
  /** Why it cannot be used. */
  error?: string
  /** Why SDKs cannot use it, although rolecall can. */
  sdkFault?: string
  /** The AWS file with a long-term access key of this profile, used or not. */
  plaintextKey?: string
}

/** What a summary is made from, without the network and the keychain. */
export interface SummaryInputs {
  /** @throws RolecallError */
  plan: (profile: string) => Plan
  /** What the files say of a profile that has no plan. */
  settings: (profile: string) => Pick<ProfileSummary, 'role' | 'account' | 'region'>
  sessions: readonly IndexEntry[]
  /** Whether the seed of an MFA device is stored. */
  hasSeed: (serial: string) => boolean
  now: Omit<ClockReading, 'serverOffset'>
}

/** The settings of a profile that has no plan, so that `list` still shows which role it is for. */
export function settingsIn(files: AwsFiles): SummaryInputs['settings'] {
  return (name) => {
    const keys = files.profile(name)
    const [role, region] = ['role_arn', 'region'].map((key) => {
      return (keys?.get(KEY_PREFIX + key) ?? keys?.get(key))?.value
    })
    const account = role === undefined ? undefined : parseRoleArn(role)?.account
    return {
      ...(role === undefined || account === undefined ? {} : { role, account }),
      ...(region && /^[\w-]+$/.test(region) ? { region } : {}),
    }
  }
}

/** @returns a summary that has an error if the profile has no plan */
export function summarizeProfile(
  profile: string,
  { plan: planOf, settings, sessions, hasSeed, now }: SummaryInputs,
): ProfileSummary {
  try {
    const plan = planOf(profile)
    const states: StepState[] =
      sessions.length > 0 ? stepStates(plan, sessions, now) : plan.steps.map(() => ({}))
    const mfaSerial = plan.steps.map(mfaSerialOf).find(Boolean)
    const { profile: sourceProfile } = traitsOf(plan.source)
    const secondsLeft = lastSecondsLeft(plan, sessions, now)
    return {
      profile,
      ...targetOf(plan),
      source: plan.source.kind,
      ...(sourceProfile === undefined ? {} : { sourceProfile }),
      ...(mfaSerial === undefined ? {} : { mfaSerial }),
      ...(plan.region === undefined ? {} : { region: plan.region }),
      ...(plan.scope === undefined ? {} : { scope: plan.scope.text }),
      ...(secondsLeft === undefined ? {} : { secondsLeft: Math.floor(secondsLeft) }),
      asksForCode: asksForCode(plan, states, hasSeed),
    }
  } catch (error) {
    if (!isRolecallError(error)) throw error
    return { profile, ...settings(profile), error: error.message }
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

/** The role's name without its ARN. */
export function roleLabel({ role = '' }: ProfileSummary): string {
  return parseRoleArn(role)?.role ?? role
}

/** The account's name if the settings have one, else its twelve digits. */
export function accountLabel({ account = '' }: ProfileSummary, { accounts }: UserSettings): string {
  return accounts.get(account) ?? account
}

/** The role's name with what its sessions are limited to: `admin (read-only)`. */
export function limitedLabel(summary: ProfileSummary): string {
  const { scope } = summary
  return scope === undefined ? roleLabel(summary) : `${roleLabel(summary)} (${scope})`.trim()
}
