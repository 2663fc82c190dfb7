import { withPromptLock } from '../../coordination/prompt-lock.js'
import { startDeadline } from '../../core/time/deadline.js'
import { RolecallError } from '../../core/errors.js'
import type { Host } from '../../system/host.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import { monotonicMs } from '../../system/time.js'

/** Long enough to open the console and create a key. */
const PROMPT_TIMEOUT_MS = 600_000

/**
 * Prompts for the two halves of an access key, with echo off.
 * @returns undefined if there is no terminal that can hide them
 * @throws RolecallError 'interrupted' if an answer is empty
 */
export async function askKey(
  host: Host,
  profile: string,
): Promise<{ accessKeyId: string; secretAccessKey: string } | undefined> {
  const terminal = host.platform === 'win32' ? undefined : openTerminal(host)
  if (!terminal) return undefined
  const left = startDeadline(PROMPT_TIMEOUT_MS, monotonicMs)
  const ask = async (what: string): Promise<string> => {
    const line = `rolecall: ${what} for ${profile} (it is not shown): `
    const answer = (await terminal.ask([line], { timeoutMs: left(), hidden: true })).trim()
    if (answer !== '') return answer
    throw new RolecallError('interrupted', 'nothing was stored')
  }
  return withPromptLock(`terminal-${terminal.id}`, { host, left }, async () => ({
    accessKeyId: await ask('access key ID'),
    secretAccessKey: await ask('secret access key'),
  }))
}

/**
 * Prompts for the name of the profile that gets a key.
 * @returns undefined if there is no terminal
 */
export async function askProfile(host: Host): Promise<string | undefined> {
  const terminal = openTerminal(host)
  if (!terminal) return undefined
  const left = startDeadline(PROMPT_TIMEOUT_MS, monotonicMs)
  return withPromptLock(`terminal-${terminal.id}`, { host, left }, async () => {
    const line = 'rolecall: profile for the key (default): '
    return (await terminal.ask([line], { timeoutMs: left() })).trim() || 'default'
  })
}
