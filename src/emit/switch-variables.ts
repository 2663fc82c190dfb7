import { envVar, type Env } from '../core/env.js'
import { RECORD, undoing } from './record.js'
import {
  clearedVariables,
  LIMIT,
  merged,
  STALE_NAMES,
  variable,
  variablesOf,
  type EmitInput,
  type Variable,
} from './variables.js'

/**
 * Variables in which `use` stores its state in the shell, for the next `use` and for the prompt:
 * the previous role, and the session's expiry in seconds since 1970.
 */
const PREVIOUS = 'ROLECALL_PREVIOUS'
const EXPIRES = 'ROLECALL_EXPIRES'

/** The role that a shell is switched to. */
export interface SwitchTarget extends EmitInput {
  surroundings: readonly Variable[]
  /** True if AWS_PROFILE is enough, because the profile's credential_process runs rolecall. */
  byReference: boolean
}

/** The variables that switch a shell to a role. */
export function switchVariables(target: SwitchTarget, env: Env): Variable[] {
  const { profile, credentials } = target
  const { expiration } = credentials
  const expires = expiration === undefined ? undefined : String(Date.parse(expiration) / 1000)
  return merged([
    ...(target.byReference ? reference(target) : variablesOf(target)),
    variable(EXPIRES, expires),
    variable(PREVIOUS, previousOf(profile, env)),
  ])
}

/** The variables that remove the role from a shell, and give back what the user had there. */
export function leaveVariables(env: Env): Variable[] {
  return merged([
    ...unsetVariables(env),
    { name: EXPIRES },
    variable(PREVIOUS, envVar(env, 'ROLECALL_PROFILE') ?? envVar(env, PREVIOUS)),
  ])
}

/** The variables that remove credentials and what came with them. */
export function unsetVariables(env: Env): Variable[] {
  const record = env[RECORD] === undefined ? [] : [{ name: RECORD }]
  return merged([...clearedVariables(), ...undoing(env), ...record])
}

/** The role that `use -` switches back to. */
export function previousRole(env: Env): string | undefined {
  return envVar(env, PREVIOUS)
}

function reference({ surroundings, profile, limit }: SwitchTarget): Variable[] {
  return [
    ...clearedVariables(),
    ...STALE_NAMES.map((name) => ({ name })),
    ...surroundings,
    variable('ROLECALL_PROFILE', profile),
    variable(LIMIT, limit),
  ]
}

/** Selecting the same role again must not make it its own previous role. */
function previousOf(profile: string, env: Env): string | undefined {
  const current = envVar(env, 'ROLECALL_PROFILE')
  return current === profile ? envVar(env, PREVIOUS) : (current ?? envVar(env, PREVIOUS))
}
