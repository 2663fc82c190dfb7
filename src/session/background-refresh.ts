import { join } from 'node:path'
import { cacheKeys } from '../plan/cache-key.js'
import type { Credentials, Session } from '../core/credentials.js'
import { envVar, type Env } from '../core/env.js'
import { isDueForRefresh, REFRESH_AHEAD_SECONDS } from '../core/freshness.js'
import type { Plan } from '../core/plan.js'
import { changedAt, createPrivate, removeFile } from '../system/files/atomic-file.js'
import type { Host } from '../system/host.js'

/** Set in a refresh, so that it never starts another. */
const VARIABLE = 'ROLECALL_BACKGROUND'
/** Milliseconds between two attempts for one session. */
const PAUSE = 60_000

export function isBackground(env: Env): boolean {
  return envVar(env, VARIABLE) !== undefined
}

/**
 * Has the next session issued by a process of its own, where it is time for that and it can be had without a code. Whatever
 * becomes of it, the present session is good: nothing is waited for, and no fault is told.
 * @param flags what makes the same plan of the profile for `rolecall login`
 */
export async function refreshInBackground(
  host: Host,
  plan: Plan,
  answer: Credentials | Session,
  flags: () => readonly string[] = () => [],
): Promise<void> {
  const [key, step] = [cacheKeys(plan).at(-1), plan.steps.at(-1)]
  if (!key || !step || !('issued' in answer) || !isDueForRefresh(answer, host.now())) return
  if ('SerialNumber' in step.input || isBackground(host.env)) return
  try {
    if (!mayTry(join(host.paths.state, 'refreshes', key), host.now().at)) return
    const { startDetached } = await import('../system/process/spawn-detached.js')
    // By the flag: as a word of its own `-x` would be taken for an option.
    const words = [`--profile=${plan.profile}`, ...flags()]
    const wish = [`--min-ttl=${REFRESH_AHEAD_SECONDS}`, '--no-input']
    startDetached(['login', ...words, ...wish], { ...host.env, [VARIABLE]: '1' })
  } catch {
    // A home that cannot be written to: the session is renewed when somebody has to wait for it.
  }
}

/** Two that ask in the very same moment may both be told yes: the second finds the session renewed. */
function mayTry(path: string, now: number): boolean {
  const last = changedAt(path)
  if (last !== undefined && Math.abs(now - last) < PAUSE) return false
  removeFile(path)
  return createPrivate(path, '')
}
