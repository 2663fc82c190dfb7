import { parseRoleArn } from '../core/arn.js'
import { RolecallError, type ErrorCode } from '../core/errors.js'
import type { Source } from '../core/source.js'
import { baseProfile, load, namedByEnvironment, trail } from './base-profile.js'
import { adHocProfile, type Profile } from '../aws-files/profile.js'
import type { PlanRequest } from './request.js'
import { roleSource, sourceOf, type ConfigInputs } from '../sources/parse.js'
import { hasStaticKeys } from '../sources/static/parse.js'
import { missingCredentials, oneSourceOnly } from '../sources/role-source.js'

/** A role on the way, and the profile that says how it is assumed. */
export interface Role {
  arn: string
  profile: Profile
}

/** The way through the files, from what was asked for back to where credentials are. */
export interface ProfileChain {
  /** What was asked for: a profile's name or a role ARN. */
  name: string
  /** The profiles on the way, the one asked for first. */
  chain: Profile[]
  /** The roles on the way, the one asked for first. */
  roles: Role[]
  source: Source
}

/**
 * @throws RolecallError for loops and missing profiles, with the chain; for a profile without
 * credentials
 */
export function findProfileChain(request: PlanRequest, around: ConfigInputs): ProfileChain {
  const name = request.profile ?? namedByEnvironment(around, () => true)
  const bareArn = name !== undefined && parseRoleArn(name) ? name : undefined
  if (bareArn && request.roleArn !== undefined) {
    throw new RolecallError('usage', 'a role ARN as the profile and --role-arn: give one of them')
  }
  const adHoc = bareArn ?? adHocRole(request)
  if (request.samlAssertion && bareArn) {
    const role = { arn: bareArn, profile: adHocProfile(bareArn) }
    return prependRole(role, {
      name: bareArn,
      chain: [],
      roles: [],
      source: { kind: 'saml', profile: bareArn },
    })
  }
  if (request.sourceProfile === undefined) {
    const named = bareArn ? namedByEnvironment(around, (one) => !parseRoleArn(one)) : name
    const base = baseProfile(named, around, adHoc !== undefined)
    if (!adHoc) return followChain(base, around, false)
    return prependRole(
      { arn: adHoc, profile: adHocProfile(adHoc) },
      followChain(base, around, true),
    )
  }
  // A profile in the environment was not meant for a role that the flags describe altogether.
  const own = bareArn ? undefined : adHoc ? request.profile : (name ?? 'default')
  const profile = own === undefined ? adHocProfile(adHoc ?? '') : load(own, [], around)
  const arn = adHoc ?? roleOf(profile)
  if (!arn) {
    throw new RolecallError('usage', `profile ${profile.name} has no role_arn`, {
      hint: '--source-profile is for a role: add --role-arn, or name a profile that has one',
    })
  }
  const route = followChain(load(request.sourceProfile, [], around), around, true)
  const chain = own === undefined ? route.chain : [profile, ...route.chain]
  return { ...prependRole({ arn, profile }, { ...route, chain }), name: adHoc ?? profile.name }
}

/**
 * From a profile back to a source. A profile that stands as a source gives its static keys if it
 * has any, and then its own role does not count, as in every SDK (contracts §4.1): so a profile may
 * name itself.
 */
function followChain(start: Profile, around: ConfigInputs, asSource: boolean): ProfileChain {
  const chain: Profile[] = []
  const roles: Role[] = []
  const end = (source: Source): ProfileChain => ({ name: start.name, chain, roles, source })
  for (let profile = start; ;) {
    const again = chain.some(({ name }) => name === profile.name)
    const givesKeys = (asSource || chain.length > 0) && hasStaticKeys(profile)
    if (again && !givesKeys) {
      throw new RolecallError('config', `source_profile loops: ${trail(chain, profile.name)}`, {
        hint: 'one of these profiles must hold credentials of its own',
      })
    }
    if (!again) chain.push(profile)
    const arn = givesKeys ? undefined : roleOf(profile)
    if (!arn) return end(sourceOf(profile, around) ?? missingCredentials(profile, around.files))
    roles.push({ arn, profile })
    oneSourceOnly(profile)
    const next = profile.get('source_profile')
    if (next === undefined) {
      return end(roleSource(profile, around) ?? missingCredentials(profile, around.files))
    }
    profile = load(next, chain, around)
  }
}

/** A role that is there already is not assumed once more: that would need a trust in itself. */
function prependRole(role: Role, { chain, roles, source }: ProfileChain): ProfileChain {
  const own = roles[0]?.arn === role.arn ? [] : [role]
  return { name: role.arn, chain, roles: [...own, ...roles], source }
}

/** An empty flag, of a variable that is not set, is refused: without the role it would be the profile's own credentials. */
function adHocRole({ roleArn }: PlanRequest): string | undefined {
  return roleArn === undefined ? undefined : checkedArn(roleArn, '--role-arn', 'usage')
}

function roleOf(profile: Profile): string | undefined {
  const arn = profile.get('role_arn')
  return arn && checkedArn(arn, `role_arn of profile ${profile.name}`, 'config')
}

function checkedArn(arn: string, from: string, code: ErrorCode): string {
  if (parseRoleArn(arn) && arn.length <= 2048) return arn
  throw new RolecallError(code, `${from} is not the ARN of a role: ${arn}`, {
    hint: 'it looks like arn:aws:iam::123456789012:role/NAME',
  })
}
