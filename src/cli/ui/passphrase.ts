import { startDeadline } from '../../core/deadline.js'
import { RolecallError } from '../../core/errors.js'
import type { Host } from '../../system/host.js'
import { openTerminal, type Terminal } from '../../system/terminal/terminal.js'
import { monotonicMs } from '../../system/time.js'
import { withPromptLock } from '../../coordination/prompt-lock.js'

const PROMPT_TIMEOUT_MS = 120_000

const HINT =
  'set ROLECALL_KEY_FILE, ROLECALL_PASSPHRASE_FILE or ROLECALL_PASSPHRASE, or run rolecall in a terminal'

/**
 * Prompts for the passphrase of the encrypted files, with echo off.
 * @param isNew whether the passphrase is being chosen, so that it is prompted for twice
 * @throws RolecallError 'interaction' without a terminal, 'interrupted' if the answer is empty
 */
export async function askPassphrase(host: Host, isNew: boolean): Promise<string> {
  const terminal = openTerminal(host)
  if (!terminal) {
    throw new RolecallError('interaction', 'the encrypted files need a passphrase', { hint: HINT })
  }
  const left = startDeadline(PROMPT_TIMEOUT_MS, monotonicMs)
  return withPromptLock(`terminal-${terminal.id}`, { host, left }, () =>
    promptForPassphrase(terminal, left, isNew),
  )
}

async function promptForPassphrase(
  terminal: Terminal,
  left: () => number,
  isNew: boolean,
): Promise<string> {
  const ask = async (line: string): Promise<string> => {
    const answer = await terminal.ask([line], { timeoutMs: left(), hidden: true })
    if (answer !== '') return answer
    throw new RolecallError('interrupted', 'no passphrase was given')
  }
  if (!isNew) return ask('rolecall: passphrase for the encrypted files: ')
  const chosen = await ask('rolecall: choose a passphrase for the encrypted files: ')
  if ((await ask('rolecall: repeat the passphrase: ')) === chosen) return chosen
  throw new RolecallError('interaction', 'the two passphrases differ', { hint: 'try again' })
}
