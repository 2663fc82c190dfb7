import { adHocProfile, withKeys, type Profile } from '../../aws-files/profile.js'
import { isArn } from '../../core/arn.js'
import { RolecallError } from '../../core/errors.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import { load, namedByEnvironment } from './base-profile.js'
import { checkedRoleArn, roleOfFlag } from './checked-role-arn.js'
import { defaultChain, defaultSettings } from './default-chain.js'
import {
  closedChain,
  followChain,
  roleOfProfile,
  type ProfileChain,
  type Role,
} from './follow-chain.js'
import { roleOfMachine, webIdentityOfEnvironment } from './machine-credentials.js'
import { mayUseMachine, missingCredentialsError } from './missing-credentials.js'
import type { PlanRequest } from '../request.js'

/**
 * Finds the profiles, the roles and the source for a request.
 * @throws RolecallError for a loop, a missing profile, or a profile without credentials
 */
export function findProfileChain(request: PlanRequest, inputs: ConfigInputs): ProfileChain {
  const name = request.profile ?? namedByEnvironment(inputs)
  const bareArn = name !== undefined && isArn(name) ? name : undefined
  if (bareArn && request.roleArn !== undefined) {
    throw new RolecallError('usage', 'a role ARN as the profile cannot be combined with --role-arn')
  }
  if (request.samlAssertion && bareArn) {
    const role = { arn: bareArn, profile: adHocProfile(bareArn) }
    const source = { kind: 'saml', profile: bareArn } as const
    return prependRole(role, { name: bareArn, chain: [], settings: undefined, roles: [], source })
  }
  if (request.sourceProfile !== undefined) {
    return chainFromSourceProfile(bareArn, name, request.sourceProfile, request, inputs)
  }
  const profileName = bareArn ? namedByEnvironment(inputs, (one) => !isArn(one)) : name
  const named = profileName === undefined ? undefined : load(profileName, [], inputs)
  const isAdHoc = bareArn !== undefined || request.roleArn !== undefined
  const settings = named ?? (isAdHoc ? defaultSettings(inputs) : undefined)
  const flagArn = roleOfFlag(request, settings, inputs)
  const adHocArn = bareArn && checkedRoleArn(bareArn, 'the profile', 'usage', settings, inputs)
  const arn = adHocArn ?? flagArn
  // --role-arn replaces the role of a profile; an ARN as the profile is one more role.
  const replaced = flagArn !== undefined && named?.get('role_arn') !== undefined
  if (replaced) {
    return { ...chainOf(withKeys(named, { role_arn: flagArn }), inputs, false), name: flagArn }
  }
  const route = named
    ? chainOf(named, inputs, arn !== undefined)
    : defaultChain(inputs, { roleArn: arn, replacesRole: flagArn !== undefined })
  return arn === undefined ? route : prependRole({ arn, profile: adHocProfile(arn) }, route)
}

/**
 * The chain for `--source-profile`: one role, assumed with the profile that the flag names.
 * @param bareArn an ARN in the place of a profile name
 * @param name the profile named on the command line or by the environment
 */
function chainFromSourceProfile(
  bareArn: string | undefined,
  name: string | undefined,
  sourceProfile: string,
  request: PlanRequest,
  inputs: ConfigInputs,
): ProfileChain {
  // AWS_PROFILE does not count if the flags name both the role and its source.
  const isComplete = bareArn !== undefined || request.roleArn !== undefined
  const ownName = bareArn ? undefined : isComplete ? request.profile : (name ?? 'default')
  const own = ownName === undefined ? undefined : load(ownName, [], inputs)
  const adHocArn = bareArn
    ? checkedRoleArn(bareArn, 'the profile', 'usage', own, inputs)
    : roleOfFlag(request, own, inputs)
  const profile = own ?? adHocProfile(adHocArn ?? '')
  const arn = adHocArn ?? roleOfProfile(profile, own, inputs)
  if (!arn) {
    throw new RolecallError('usage', `profile ${profile.name} has no role_arn`, {
      hint: '--source-profile needs a role: add --role-arn, or name a profile that has a role_arn',
    })
  }
  const route = closedChain(followChain(load(sourceProfile, [], inputs), inputs, own, true), inputs)
  const chain = own === undefined ? route.chain : [profile, ...route.chain]
  return { ...prependRole({ arn, profile }, { ...route, chain }), name: adHocArn ?? profile.name }
}

/**
 * The chain of the profile that was asked for. If it has no credentials at all, those of the
 * machine are used, as in every SDK.
 * @param forRole whether another role is assumed with it
 */
function chainOf(profile: Profile, inputs: ConfigInputs, forRole: boolean): ProfileChain {
  const route = followChain(profile, inputs, profile, forRole)
  if (route.source || !mayUseMachine(route.chain, inputs.files)) return closedChain(route, inputs)
  const otherwise = missingCredentialsError(route.chain, inputs.files)
  const found =
    webIdentityOfEnvironment(profile, inputs) ?? roleOfMachine(profile, inputs, otherwise)
  const { roleArn, ...machine } = found
  const roles = roleArn === undefined ? [] : [{ arn: roleArn, profile }]
  return { ...route, ...machine, roles }
}

/** Adds a role unless it is the last one already: a role seldom trusts itself. */
function prependRole(role: Role, route: ProfileChain): ProfileChain {
  const added = route.roles[0]?.arn === role.arn ? [] : [role]
  return { ...route, name: role.arn, roles: [...added, ...route.roles] }
}
