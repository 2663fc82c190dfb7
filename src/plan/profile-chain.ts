import { adHocProfile, type Profile } from '../aws-files/profile.js'
import { parseRoleArn } from '../core/arn.js'
import { RolecallError, type ErrorCode } from '../core/errors.js'
import type { Source } from '../core/source.js'
import { refuseCompetingKeys } from '../sources/competing-keys.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import { parseRoleSource, parseSource } from '../sources/parse.js'
import { hasStaticKeys } from '../sources/static/parse.js'
import { baseProfile, load, namedByEnvironment, trail } from './base-profile.js'
import { missingCredentialsError } from './missing-credentials.js'
import type { PlanRequest } from './request.js'

/** A role, and the profile with its settings. */
export interface Role {
  arn: string
  profile: Profile
}

/** The way through the files from what was requested to the source. */
export interface ProfileChain {
  /** What was requested: the name of a profile, or the ARN of a role. */
  name: string
  /** The profiles, the requested one first. */
  chain: Profile[]
  /** The roles, the requested one first. */
  roles: Role[]
  source: Source
}

/**
 * Finds the profiles, the roles and the source for a request.
 * @throws RolecallError for a loop, a missing profile, or a profile without credentials
 */
export function findProfileChain(request: PlanRequest, inputs: ConfigInputs): ProfileChain {
  const name = request.profile ?? namedByEnvironment(inputs, () => true)
  const bareArn = name !== undefined && parseRoleArn(name) ? name : undefined
  if (bareArn && request.roleArn !== undefined) {
    throw new RolecallError('usage', 'a role ARN as the profile cannot be combined with --role-arn')
  }
  const adHocArn = bareArn ?? roleOfFlag(request)
  if (request.samlAssertion && bareArn) {
    const role = { arn: bareArn, profile: adHocProfile(bareArn) }
    const source = { kind: 'saml', profile: bareArn } as const
    return prependRole(role, { name: bareArn, chain: [], roles: [], source })
  }
  if (request.sourceProfile !== undefined) {
    // A profile in the environment is not meant for a role that the flags describe completely.
    const own = bareArn ? undefined : adHocArn ? request.profile : (name ?? 'default')
    return chainFromSourceProfile(own, adHocArn, request.sourceProfile, inputs)
  }
  const named = bareArn ? namedByEnvironment(inputs, (one) => !parseRoleArn(one)) : name
  const base = baseProfile(named, inputs, adHocArn !== undefined)
  if (!adHocArn) return followChain(base, inputs, false)
  const role = { arn: adHocArn, profile: adHocProfile(adHocArn) }
  return prependRole(role, followChain(base, inputs, true))
}

/**
 * The chain for `--source-profile`: one role, assumed with the profile that the flag names.
 * @param own the profile with the settings of the role; undefined if there is none
 * @param adHocArn the role; undefined for that of the profile
 */
function chainFromSourceProfile(
  own: string | undefined,
  adHocArn: string | undefined,
  sourceProfile: string,
  inputs: ConfigInputs,
): ProfileChain {
  const profile = own === undefined ? adHocProfile(adHocArn ?? '') : load(own, [], inputs)
  const arn = adHocArn ?? roleOfProfile(profile)
  if (!arn) {
    throw new RolecallError('usage', `profile ${profile.name} has no role_arn`, {
      hint: '--source-profile needs a role: add --role-arn, or name a profile that has a role_arn',
    })
  }
  const route = followChain(load(sourceProfile, [], inputs), inputs, true)
  const chain = own === undefined ? route.chain : [profile, ...route.chain]
  return { ...prependRole({ arn, profile }, { ...route, chain }), name: adHocArn ?? profile.name }
}

/**
 * Follows `source_profile` from a profile to the source. If a source profile contains static keys,
 * they are the source and its own role is ignored, as in every SDK (docs/contracts.md §4.1). So a
 * profile may name itself.
 * @param isSource whether the first profile is a source profile already
 */
function followChain(start: Profile, inputs: ConfigInputs, isSource: boolean): ProfileChain {
  const chain: Profile[] = []
  const roles: Role[] = []
  const finish = (profile: Profile, source: Source | undefined): ProfileChain => {
    if (!source) throw missingCredentialsError(profile, inputs.files)
    return { name: start.name, chain, roles, source }
  }
  for (let profile = start; ;) {
    const isRepeated = chain.some(({ name }) => name === profile.name)
    const givesKeys = (isSource || chain.length > 0) && hasStaticKeys(profile)
    if (isRepeated && !givesKeys) {
      throw new RolecallError('config', `source_profile loops: ${trail(chain, profile.name)}`, {
        hint: 'one of these profiles must contain credentials of its own',
      })
    }
    if (!isRepeated) chain.push(profile)
    const arn = givesKeys ? undefined : roleOfProfile(profile)
    if (!arn) return finish(profile, parseSource(profile, inputs))
    roles.push({ arn, profile })
    refuseCompetingKeys(profile)
    const next = profile.get('source_profile')
    if (next === undefined) return finish(profile, parseRoleSource(profile, inputs))
    profile = load(next, chain, inputs)
  }
}

/** Adds a role unless it is the last one already: a role seldom trusts itself. */
function prependRole(role: Role, { chain, roles, source }: ProfileChain): ProfileChain {
  const added = roles[0]?.arn === role.arn ? [] : [role]
  return { name: role.arn, chain, roles: [...added, ...roles], source }
}

/**
 * An empty flag comes from an unset variable. It is refused, because without the role rolecall
 * would return the profile's own credentials.
 */
function roleOfFlag({ roleArn }: PlanRequest): string | undefined {
  return roleArn === undefined ? undefined : checkedArn(roleArn, '--role-arn', 'usage')
}

function roleOfProfile(profile: Profile): string | undefined {
  const arn = profile.get('role_arn')
  return arn && checkedArn(arn, `role_arn of profile ${profile.name}`, 'config')
}

function checkedArn(arn: string, from: string, code: ErrorCode): string {
  if (parseRoleArn(arn) && arn.length <= 2048) return arn
  throw new RolecallError(code, `${from} is not the ARN of a role: ${arn}`, {
    hint: 'it looks like arn:aws:iam::123456789012:role/NAME',
  })
}
