import { envVar, type Env } from '../core/env.js'
import {
  clearedVariables,
  PROFILE_NAMES,
  REGION_NAMES,
  STALE_NAMES,
  variable,
  variablesOf,
  type Emission,
  type Variable,
} from './variables.js'

/**
 * What a shell carries along so that the next switch, and its prompt, know of this one: the role before it, the region that a switch
 * and not the user has set, and when the session ends, in seconds since 1970.
 */
const [PREVIOUS, REGION, EXPIRES] = ['ROLECALL_PREVIOUS', 'ROLECALL_REGION', 'ROLECALL_EXPIRES']

/** What a shell is switched to. */
export interface SwitchTarget extends Emission {
  /** The profile's own credential_process calls rolecall: its name is enough, and no secret gets into the environment. */
  byReference: boolean
}

/** @returns what turns the environment of a shell into one of this role */
export function switchVariables(target: SwitchTarget, env: Env): Variable[] {
  const { profile, region, credentials } = target
  const { expiration } = credentials
  const expires = expiration === undefined ? undefined : String(Date.parse(expiration) / 1000)
  const usersRegion = envVar(withoutOwnRegion(env), ...REGION_NAMES)
  return merged([
    ...leftRegion(env),
    ...(target.byReference ? reference(profile, region) : variablesOf(target)),
    variable(REGION, region === usersRegion ? undefined : region),
    variable(EXPIRES, expires),
    variable(PREVIOUS, previousOf(profile, env)),
  ])
}

/** @returns what takes a shell out of its role; the user's own region and profile stay */
export function leaveVariables(env: Env): Variable[] {
  const isRegion = ({ name }: Variable): boolean => REGION_NAMES.includes(name)
  const own = isByReference(env) ? PROFILE_NAMES.map((name) => ({ name })) : []
  return merged([
    ...clearedVariables().filter((each) => !isRegion(each)),
    ...leftRegion(env),
    ...own,
    { name: REGION },
    { name: EXPIRES },
    variable(PREVIOUS, envVar(env, 'ROLECALL_PROFILE') ?? envVar(env, PREVIOUS)),
  ])
}

/** The environment as it was before a switch put a region into it, which must not stand for the next profile's. */
export function withoutOwnRegion(env: Env): Env {
  return { ...env, ...Object.fromEntries(leftRegion(env).map(({ name }) => [name, undefined])) }
}

/** The role that `use -` goes back to. */
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

/** The region is ours as long as nobody has changed it since. */
function leftRegion(env: Env): Variable[] {
  const own = envVar(env, REGION)
  return REGION_NAMES.filter((name) => own !== undefined && env[name] === own).map((name) => ({
    name,
  }))
}

/** Choosing the same role again does not make it its own predecessor. */
function previousOf(profile: string, env: Env): string | undefined {
  const current = envVar(env, 'ROLECALL_PROFILE')
  return current === profile ? envVar(env, PREVIOUS) : (current ?? envVar(env, PREVIOUS))
}

/** One line a variable: the last that is said of it. */
function merged(variables: readonly Variable[]): Variable[] {
  return [...new Map(variables.map((each) => [each.name, each])).values()]
}
