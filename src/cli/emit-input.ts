import { readProfile } from '../aws-files/profile.js'
import type { Credentials } from '../core/credentials.js'
import { limitLabel } from '../core/describe-role.js'
import { RolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import { shieldFromDefault, type DefaultShield } from '../emit/default-profile.js'
import { withoutOwnSettings } from '../emit/record.js'
import { sdkSettings, type SdkSetting } from '../emit/sdk-settings.js'
import { surroundingVariables } from '../emit/surroundings.js'
import type { EmitInput, Variable } from '../emit/variables.js'
import type { CommandContext } from './context.js'

type EmitContext = Pick<CommandContext, 'files' | 'host' | 'notify'>

/** What `env`, `exec` and `use` pass on: an {@link EmitInput} with the settings of the profile. */
export interface PassedOn extends EmitInput {
  surroundings: readonly Variable[]
}

/**
 * The credentials of a plan with all that SDKs would read from its profile.
 * @param keepProfile whether AWS_PROFILE names the profile beside the credentials
 * @throws RolecallError 'usage' if it should, and a role ARN was requested
 */
export function passedOn(
  plan: Plan,
  credentials: Credentials,
  context: EmitContext,
  keepProfile = false,
): PassedOn {
  const { profile, region } = plan
  if (keepProfile && !plan.chain.includes(profile)) {
    throw new RolecallError('usage', '--keep-profile needs a profile, not the ARN of a role')
  }
  const settings = settingsOf(plan, context)
  const surroundings = surroundingsOf(plan, context, keepProfile)
  return { credentials, profile, limit: limitLabel(plan), region, settings, surroundings }
}

/**
 * The region and the settings of a plan's profile as variables, and what keeps those of [default]
 * away.
 */
export function surroundingsOf(plan: Plan, context: EmitContext, keepProfile = false): Variable[] {
  const { profile, region } = plan
  const settings = settingsOf(plan, context)
  const { neutral, remainingEndpoints } = keepProfile ? NO_SHIELD : shieldOf(plan, context)
  if (remainingEndpoints.length > 0) {
    const remedy = plan.chain.includes(profile) ? '; --keep-profile does' : ''
    const names = remainingEndpoints.join(', ')
    context.notify(
      `endpoints of [default] apply too, because no variable excludes them: ${names}${remedy}`,
    )
  }
  const awsProfile = keepProfile ? profile : undefined
  return surroundingVariables({ region, settings, neutral, awsProfile }, context.host.env)
}

/**
 * The same for a shell that only gets AWS_PROFILE. SDKs read the profile's own keys themselves, but
 * not those that `include_profile` adds.
 */
export function passedByReference(
  plan: Plan,
  credentials: Credentials,
  context: EmitContext,
): PassedOn {
  const { profile, region } = plan
  const own = context.files().profile(profile)
  const settings = settingsOf(plan, context).filter(({ key }) => !own?.has(key))
  const variables = { region, settings, awsProfile: profile }
  const surroundings = surroundingVariables(variables, context.host.env)
  return { credentials, profile, limit: limitLabel(plan), region, settings, surroundings }
}

/** What `[default]` would add to a program that gets credentials by value. */
export function shieldOf(plan: Plan, context: EmitContext): DefaultShield {
  const { files, host } = context
  const user = withoutOwnSettings(host.env)
  const shield = shieldFromDefault(settingsOf(plan, context), plan.settings, files(), user)
  const hasRegion = plan.region !== undefined || !files().profile('default')?.has('region')
  return hasRegion ? shield : { ...shield, remaining: ['region', ...shield.remaining] }
}

/** A program that knows its profile does not read `[default]`. */
const NO_SHIELD: DefaultShield = { neutral: [], remaining: [], remainingEndpoints: [] }

function settingsOf(plan: Plan, { files, host }: EmitContext): SdkSetting[] {
  const { settings: name, source } = plan
  const profile = name === undefined ? undefined : readProfile(files(), name)
  if (!profile) return []
  const settings = sdkSettings(profile, files(), withoutOwnSettings(host.env))
  // They were for the credentials, which the program has already.
  const isUsed = ({ key }: SdkSetting): boolean =>
    source.kind === 'ec2-instance-metadata' && key.includes('metadata_')
  return settings.filter((setting) => !isUsed(setting))
}
