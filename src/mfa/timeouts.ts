import { parseDuration } from '../core/duration.js'
import { envVar } from '../core/env.js'
import type { Host } from '../system/host.js'

/** Seconds. The Go SDK, and so Terraform, kills its credential process after 60 (contracts §1.2). */
const PROMPT_LIMIT = 55

/** Seconds. A timer that is set to more than 24 days goes off at once. */
const MOST = 24 * 3600

/** Milliseconds that a person has for a code, whether we ask or wait for another process that does. */
export function promptLimit({ env }: Pick<Host, 'env'>): number {
  const wish = parseDuration(envVar(env, 'ROLECALL_PROMPT_TIMEOUT') ?? '') ?? PROMPT_LIMIT
  return Math.min(wish, MOST) * 1000
}
