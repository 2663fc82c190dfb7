import type { Profile } from '../../aws-files/profile.js'
import { envVar } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { PlanFallback } from '../../core/plan.js'
import type { Source } from '../../core/source.js'
import { refuseCompetingKeys, withoutOutrankedKeys } from '../../sources/competing-keys.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import { parseRoleSource, parseSource } from '../../sources/parse.js'
import { isOfCredentialSource, WEB_IDENTITY } from '../../sources/credential-source.js'
import { halfKeyError, hasStaticKeys } from '../../sources/static/parse.js'
import { parseStoredKey } from '../../sources/stored-key/parse.js'
import { load, trail } from './base-profile.js'
import { checkedRoleArn } from './checked-role-arn.js'
import { missingCredentialsError } from './missing-credentials.js'

/** A role, and the profile with its settings. */
export interface Role {
  arn: string
  profile: Profile
  /** The profile that its sessions belong to, if that is another one: `logout` removes them. */
  owner?: string
}

/** The profiles and roles between a request and its source. */
export interface ProfileChain {
  /** What was requested: the name of a profile, or the ARN of a role. */
  name: string
  /** The profiles, the requested one first. */
  chain: Profile[]
  /** The profile whose endpoints are used: the requested one, never one that is only a source. */
  settings: Profile | undefined
  /** The roles, the requested one first. */
  roles: Role[]
  source: Source
  /** Set if the source is a guess: the role that an instance may have. */
  fallback?: PlanFallback
  /** Notes about variables that are half set. */
  notes?: string[]
}

/** A chain whose last profile may have no source. */
export type OpenChain = Omit<ProfileChain, 'source'> & { source: Source | undefined }

/**
 * Follows `source_profile` from a profile to the source.
 *
 * - If a source profile has a key, stored or in the files, that key is the source. Its own role is
 *   ignored, as in every SDK (docs/contracts.md §4.1). So a profile may name itself.
 * - A profile with `source_profile` but neither a role nor a source of its own has the credentials
 *   of that profile, as in aws-vault. SDKs find none in it.
 * @param settings the profile that was asked for
 * @param isSource whether the first profile is a source profile already
 */
export function followChain(
  start: Profile,
  inputs: ConfigInputs,
  settings: Profile | undefined,
  isSource: boolean,
): OpenChain {
  const chain: Profile[] = []
  const roles: Role[] = []
  const finish = (source: Source | undefined): OpenChain => {
    return { name: start.name, chain, settings, roles, source }
  }
  for (let profile = start; ;) {
    const isRepeated = chain.some(({ name }) => name === profile.name)
    const givesKeys = (isSource || roles.length > 0) && hasKeys(profile, inputs)
    if (isRepeated && !givesKeys) {
      const loop = `source_profile loops: ${trail(chain, profile.name)}`
      const hint = 'one of these profiles must contain credentials of its own'
      throw halfKeyError(profile) ?? new RolecallError('config', loop, { hint })
    }
    if (!isRepeated) chain.push(profile)
    const arn = givesKeys ? undefined : roleOfProfile(profile, settings, inputs)
    let next: string | undefined
    if (arn) {
      roles.push({ arn, profile })
      const base = roleOfWebIdentity(profile, inputs)
      if (base !== undefined && base !== arn) roles.push({ arn: base, profile })
      const own = withoutOutrankedKeys(profile)
      refuseCompetingKeys(own)
      next = own.get('source_profile')
      if (next === undefined) return finish(parseRoleSource(own, settings, inputs))
    } else {
      const source = parseSource(profile, settings, inputs, isSource || roles.length > 0)
      next = profile.get('source_profile')
      if (source?.kind === 'web-identity-file' && roles.length > 0) throw noRoleError(profile)
      if (!source || isOfCredentialSource(source)) refuseCompetingKeys(profile)
      if (source || next === undefined) return finish(source)
    }
    profile = load(next, chain, inputs)
  }
}

/** Whether a profile has an access key, in the store or in the files. */
function hasKeys(profile: Profile, { files }: ConfigInputs): boolean {
  return parseStoredKey(profile, files.evidence) !== undefined || hasStaticKeys(profile)
}

/**
 * The error for a source profile with a token but no role to exchange it for. SDKs report it too:
 * exchanged for the role of the other profile, the token would give other credentials.
 */
function noRoleError({ name }: Profile): RolecallError {
  const what = `source profile ${name} has web_identity_token_file but no role_arn`
  return new RolecallError('config', what, {
    hint: `add the role_arn to ${name}; or write web_identity_token_file into the profile with the role, and remove its source_profile`,
  })
}

/** @throws RolecallError 'config' if the chain ends without a source */
export function closedChain(
  { source, ...route }: OpenChain,
  { files }: ConfigInputs,
): ProfileChain {
  if (!source) throw missingCredentialsError(route.chain, files)
  return { ...route, source }
}

/** The role that the environment names for its token, if the profile says to use that. */
function roleOfWebIdentity(profile: Profile, { env }: ConfigInputs): string | undefined {
  return profile.get('credential_source') === WEB_IDENTITY ? envVar(env, 'AWS_ROLE_ARN') : undefined
}

/**
 * The role that a profile names itself: its `role_arn`, or that of its web identity.
 * @throws RolecallError 'config' for an ARN that cannot be one of a role
 */
export function roleOfProfile(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): string | undefined {
  const arn = profile.get('role_arn') ?? roleOfWebIdentity(profile, inputs)
  const from = `role_arn of profile ${profile.name}`
  return arn && checkedRoleArn(arn, from, 'config', settings, inputs)
}
