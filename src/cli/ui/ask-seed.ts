import { withPromptLock } from '../../coordination/prompt-lock.js'
import { startDeadline } from '../../core/time/deadline.js'
import { RolecallError } from '../../core/errors.js'
import type { Host } from '../../system/host.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import { monotonicMs } from '../../system/time.js'

/** Long enough to find the seed in another program. */
const PROMPT_TIMEOUT_MS = 600_000

/**
 * Prompts for a seed, with echo off.
 * @returns undefined if there is no terminal
 * @throws RolecallError 'interrupted' if the answer is empty
 */
export async function askSeed(host: Host, serial: string): Promise<string | undefined> {
  const terminal = openTerminal(host)
  if (!terminal) return undefined
  const left = startDeadline(PROMPT_TIMEOUT_MS, monotonicMs)
  return withPromptLock(`terminal-${terminal.id}`, { host, left }, async () => {
    const line = `rolecall: seed of ${serial}, in Base32 or as otpauth:// URI (it is not shown): `
    const answer = (await terminal.ask([line], { timeoutMs: left(), hidden: true })).trim()
    if (answer !== '') return answer
    throw new RolecallError('interrupted', 'nothing was stored')
  })
}
