import { adHocProfile, readProfile, withKeys, type Profile } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import type { RolecallError } from '../../core/errors.js'
import { isRolecallError } from '../../core/errors.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import { halfKeyOfEnvironment, parseEnvironment } from '../../sources/environment/parse.js'
import {
  halfWebIdentity,
  roleOfMachine,
  tokenOfEnvironment,
  webIdentityOfEnvironment,
  type MachineCredentials,
} from './machine-credentials.js'
import type { Source } from '../../core/source.js'
import { isOfCredentialSource } from '../../sources/credential-source.js'
import { halfKeyOfProfile } from '../../sources/static/parse.js'
import { closedChain, followChain, type OpenChain, type ProfileChain } from './follow-chain.js'
import { nothingError } from './nothing-error.js'
import { withoutIdentity } from './without-identity.js'

/** A role on the command line, beside no named profile. */
interface RequestedRole {
  /** Undefined if there is none. */
  roleArn: string | undefined
  /** True if it replaces the role that [default] may have. */
  replacesRole: boolean
}

/**
 * The chain if no profile is named, in the order of the SDKs: the access key of the environment, a
 * role of [default], the web identity of the environment, [default], the container, the instance.
 * What follows the first that applies does not matter, even if it is broken. Before the machine's
 * role comes what only rolecall knows: an identity token for a role that the command line names.
 * @throws RolecallError if there is none, or [default] is broken and nothing precedes it
 */
export function defaultChain(inputs: ConfigInputs, role: RequestedRole): ProfileChain {
  const route = findDefaultChain(inputs, role)
  const halves = [halfKeyOfEnvironment(inputs.env), halfWebIdentity(inputs.env, route.source)]
  const notes = route.fallback ? [] : halves.filter((half) => half !== undefined)
  return { ...route, notes }
}

function findDefaultChain(
  inputs: ConfigInputs,
  { roleArn, replacesRole }: RequestedRole,
): ProfileChain {
  const forRole = roleArn !== undefined
  const found = attempt(() => readProfile(inputs.files, 'default'))
  const byDefault = defaultSettings(inputs)
  const settings = byDefault ?? adHocProfile('default')
  const route =
    byDefault && attempt(() => followDefault(byDefault, inputs, { roleArn, replacesRole }))
  const isEmpty = route === undefined || (!(route instanceof Error) && isWithoutCredentials(route))
  const token = tokenOfEnvironment(settings, inputs, forRole)
  const key = keyOfEnvironment(inputs.env, forRole && token !== undefined)
  if (key) return chainOf({ source: key }, withoutIdentity(settings))
  const identity = hasOwnRole(route) ? undefined : webIdentityOfEnvironment(settings, inputs)
  if (identity) return chainOf(identity, withoutIdentity(settings))
  for (const broken of [found, route]) if (broken instanceof Error) throw broken
  if (route && !(route instanceof Error) && !isEmpty) return closedChain(route, inputs)
  if (token) return chainOf(token, settings)
  return chainOf(
    roleOfMachine(settings, inputs, nothingError(byDefault, inputs, forRole)),
    settings,
  )
}

/** [default]; undefined if there is none, or it cannot be read. */
export function defaultSettings({ files }: ConfigInputs): Profile | undefined {
  const found = attempt(() => readProfile(files, 'default'))
  return found instanceof Error ? undefined : found
}

/** The chain of [default], with the role of a flag in place of its own. */
function followDefault(
  profile: Profile,
  inputs: ConfigInputs,
  { roleArn, replacesRole }: RequestedRole,
): OpenChain {
  const isReplaced = replacesRole && profile.get('role_arn') !== undefined
  return isReplaced
    ? followChain(withKeys(profile, { role_arn: roleArn }), inputs, profile, false)
    : followChain(profile, inputs, profile, roleArn !== undefined)
}

/**
 * @param hasToken whether there is an identity token for the role of the command line. A session in
 * the variables then comes from an earlier step of a CI job. It must not become the base of a role
 * chain.
 */
function keyOfEnvironment(env: Env, hasToken: boolean): Source | undefined {
  const isLeftover = hasToken && envVar(env, 'AWS_SESSION_TOKEN') !== undefined
  return isLeftover ? undefined : parseEnvironment(env)
}

/**
 * True if [default] has a role that a profile or the machine assumes: botocore and JavaScript
 * prefer that to the web identity of the environment. They differ about all else in [default].
 */
function hasOwnRole(route: OpenChain | Error | undefined): boolean {
  if (route === undefined || route instanceof Error) return false
  const { source, roles, chain } = route
  const own = roles.length > 0 ? chain[0] : undefined
  if (!source || !own?.get('role_arn') || own.get('web_identity_token_file')) return false
  return own.get('source_profile') !== undefined || isOfCredentialSource(source)
}

function chainOf({ roleArn, ...machine }: MachineCredentials, settings: Profile): ProfileChain {
  const roles = roleArn === undefined ? [] : [{ arn: roleArn, profile: settings }]
  return { name: settings.name, chain: [settings], settings, roles, ...machine }
}

/** True if [default] only has settings, such as a region. Half an access key is a mistake. */
function isWithoutCredentials({ source, roles, chain }: OpenChain): boolean {
  const [profile, ...others] = chain
  if (source || roles.length > 0 || !profile || others.length > 0) return false
  return halfKeyOfProfile(profile) === undefined
}

/** @returns the result, or the RolecallError that was thrown */
function attempt<T>(work: () => T): T | RolecallError {
  try {
    return work()
  } catch (error) {
    if (isRolecallError(error)) return error
    throw error
  }
}
