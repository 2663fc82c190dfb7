import { envVar, type Env } from '../core/env.js'
import {
  clearedVariables,
  PROFILE_NAMES,
  REGION_NAMES,
  STALE_NAMES,
  variable,
  variablesOf,
  type EmitInput,
  type Variable,
} from './variables.js'

/**
 * Variables in which `use` stores its state in the shell, for the next `use` and for the prompt:
 * the previous role, the region that `use` has set, and the session's expiry in seconds since 1970.
 */
const PREVIOUS = 'ROLECALL_PREVIOUS'
const REGION = 'ROLECALL_REGION'
const EXPIRES = 'ROLECALL_EXPIRES'

/** The role that a shell is switched to. */
export interface SwitchTarget extends EmitInput {
  /** True if AWS_PROFILE is enough, because the profile's credential_process runs rolecall. */
  byReference: boolean
}

/** The variables that switch a shell to a role. */
export function switchVariables(target: SwitchTarget, env: Env): Variable[] {
  const { profile, region, credentials } = target
  const { expiration } = credentials
  const expires = expiration === undefined ? undefined : String(Date.parse(expiration) / 1000)
  const usersRegion = envVar(withoutRegionSetByUse(env), ...REGION_NAMES)
  return merged([
    ...unsetOwnRegion(env),
    ...(target.byReference ? reference(profile, region) : variablesOf(target)),
    variable(REGION, region === usersRegion ? undefined : region),
    variable(EXPIRES, expires),
    variable(PREVIOUS, previousOf(profile, env)),
  ])
}

/** The variables that remove the role from a shell; the user's own region and profile stay. */
export function leaveVariables(env: Env): Variable[] {
  const isRegion = ({ name }: Variable): boolean => REGION_NAMES.includes(name)
  const own = isByReference(env) ? PROFILE_NAMES.map((name) => ({ name })) : []
  return merged([
    ...clearedVariables().filter((each) => !isRegion(each)),
    ...unsetOwnRegion(env),
    ...own,
    { name: REGION },
    { name: EXPIRES },
    variable(PREVIOUS, envVar(env, 'ROLECALL_PROFILE') ?? envVar(env, PREVIOUS)),
  ])
}

/** The environment without a region that `use` has set, which must not affect other profiles. */
export function withoutRegionSetByUse(env: Env): Env {
  return { ...env, ...Object.fromEntries(unsetOwnRegion(env).map(({ name }) => [name, undefined])) }
}

/** The role that `use -` switches back to. */
export function previousRole(env: Env): string | undefined {
  return envVar(env, PREVIOUS)
}

function reference(profile: string, region: string | undefined): Variable[] {
  return [
    ...clearedVariables().filter(({ name }) => !REGION_NAMES.includes(name)),
    ...[...STALE_NAMES, ...PROFILE_NAMES].map((name) => ({ name })),
    ...(region === undefined ? [] : REGION_NAMES.map((name) => variable(name, region))),
    variable('AWS_PROFILE', profile),
    variable('ROLECALL_PROFILE', profile),
  ]
}

function isByReference(env: Env): boolean {
  const profile = envVar(env, 'ROLECALL_PROFILE')
  return profile !== undefined && envVar(env, 'AWS_PROFILE') === profile
}

/** Unsets the region variables that still have the value that `use` has set. */
function unsetOwnRegion(env: Env): Variable[] {
  const own = envVar(env, REGION)
  return REGION_NAMES.filter((name) => own !== undefined && env[name] === own).map((name) => ({
    name,
  }))
}

/** Selecting the same role again must not make it its own previous role. */
function previousOf(profile: string, env: Env): string | undefined {
  const current = envVar(env, 'ROLECALL_PROFILE')
  return current === profile ? envVar(env, PREVIOUS) : (current ?? envVar(env, PREVIOUS))
}

/** Removes duplicates: the last assignment of a variable wins. */
function merged(variables: readonly Variable[]): Variable[] {
  return [...new Map(variables.map((each) => [each.name, each])).values()]
}
