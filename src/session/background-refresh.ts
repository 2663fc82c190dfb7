import { lastKey, routesOf } from '../plan/cache-key.js'
import { traitsOf } from '../sources/kinds.js'
import type { Credentials, Session } from '../core/credentials.js'
import { envVar, type Env } from '../core/env.js'
import { isDueForRefresh, REFRESH_AHEAD_SECONDS } from '../core/time/freshness.js'
import type { Plan } from '../core/plan.js'
import { createPrivate, removeFile } from '../system/files/atomic-file.js'
import { changedAt } from '../system/files/read-own-file.js'
import type { Host } from '../system/host.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'

/** Set in the process of a refresh, so that it never starts another one. */
const VARIABLE = 'ROLECALL_BACKGROUND'

/** Between two attempts for one session. */
const RETRY_PAUSE_MS = 60_000

/** True in the process of a background refresh. */
export function isBackground(env: Env): boolean {
  return envVar(env, VARIABLE) !== undefined
}

/**
 * Starts a detached refresh if the session is ageing and the next one needs no MFA code. Best
 * effort: failures are ignored, because the current session stays valid.
 * @param planArgs arguments of a `rolecall login` that makes the same plan
 */
export async function refreshInBackground(
  host: Host,
  plan: Plan,
  current: Credentials | Session,
  planArgs: () => readonly string[] = () => [`--profile=${plan.profile}`],
): Promise<void> {
  const step = plan.steps.at(-1)
  const key = lastKey(plan) ?? routesOf(plan).at(-1)
  if (!key || !('issued' in current) || !isDueForRefresh(current, host.now())) return
  if ((step && 'SerialNumber' in step.input) || isBackground(host.env)) return
  // The refresh has another parent, so it would not know the agent; and it cannot ask a person.
  if (plan.agent || plan.confirm) return
  // Only a command could tell whose the next session is, and a refresh runs none.
  if (lastKey(plan) === undefined && traitsOf(plan.source).runsCommand) return
  try {
    const attempt = join(host.paths.state, STATE_PATHS.refreshes, key)
    if (!recordAttempt(attempt, host.now().at)) return
    const { startRolecall } = await import('../system/process/start-rolecall.js')
    const refreshArgs = [`--min-ttl=${REFRESH_AHEAD_SECONDS}`, '--no-input']
    startRolecall(['login', ...planArgs(), ...refreshArgs], { ...host.env, [VARIABLE]: '1' })
  } catch {
    // The home is not writable: a later call gets the next session while its user waits.
  }
}

/**
 * Records an attempt. Two processes at the same moment may both succeed: the second refresh then
 * finds the new session.
 * @returns false if there was another attempt within the pause
 */
function recordAttempt(path: string, now: number): boolean {
  const last = changedAt(path)
  if (last !== undefined && Math.abs(now - last) < RETRY_PAUSE_MS) return false
  removeFile(path)
  return createPrivate(path, '')
}
