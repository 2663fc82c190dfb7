import { startDeadline } from '../../core/time/deadline.js'
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
  return atTerminal(host, 'the encrypted files', HINT, (terminal, left) =>
    promptForPassphrase(terminal, left, isNew),
  )
}

/**
 * Prompts for the passphrase of another program's files, with echo off.
 * @param what names the files
 * @param hint what to do without a terminal
 * @throws RolecallError as {@link askPassphrase}
 */
export function askPassphraseOf(host: Host, what: string, hint: string): Promise<string> {
  return atTerminal(host, what, hint, (terminal, left) =>
    answerTo(`rolecall: passphrase for ${what}: `, terminal, left),
  )
}

async function atTerminal(
  host: Host,
  what: string,
  hint: string,
  prompt: (terminal: Terminal, left: () => number) => Promise<string>,
): Promise<string> {
  const terminal = openTerminal(host)
  if (!terminal) throw new RolecallError('interaction', `${what} need a passphrase`, { hint })
  const left = startDeadline(PROMPT_TIMEOUT_MS, monotonicMs)
  return withPromptLock(`terminal-${terminal.id}`, { host, left }, () => prompt(terminal, left))
}

async function answerTo(line: string, terminal: Terminal, left: () => number): Promise<string> {
  const answer = await terminal.ask([line], { timeoutMs: left(), hidden: true })
  if (answer !== '') return answer
  throw new RolecallError('interrupted', 'no passphrase was given')
}

async function promptForPassphrase(
  terminal: Terminal,
  left: () => number,
  isNew: boolean,
): Promise<string> {
  const ask = (line: string): Promise<string> => answerTo(line, terminal, left)
  if (!isNew) return ask('rolecall: passphrase for the encrypted files: ')
  const chosen = await ask('rolecall: choose a passphrase for the encrypted files: ')
  if ((await ask('rolecall: repeat the passphrase: ')) === chosen) return chosen
  throw new RolecallError('interaction', 'the two passphrases differ', { hint: 'try again' })
}
