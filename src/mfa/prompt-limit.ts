import { envVar } from '../core/env.js'
import { parseDuration } from '../core/time/duration.js'
import type { Host } from '../system/host.js'

/** Go SDKs, and so Terraform, kill a credential process after 60 s (docs/contracts.md §1.2). */
const PROMPT_LIMIT_SECONDS = 55

/** One day. Node's timers fire at once if they are set to more than 24.8 days. */
const MAX_PROMPT_LIMIT_SECONDS = 24 * 3600

/** Milliseconds to enter a code, or to wait for a process that prompts for one. */
export function promptLimitMs({ env }: Pick<Host, 'env'>): number {
  const setting = parseDuration(envVar(env, 'ROLECALL_PROMPT_TIMEOUT') ?? '')
  return Math.min(setting ?? PROMPT_LIMIT_SECONDS, MAX_PROMPT_LIMIT_SECONDS) * 1000
}
