import { RolecallError } from '../../core/errors.js'
import type { Host } from '../../system/host.js'
import { openTerminal, type Terminal } from '../../system/terminal/terminal.js'
import { withPromptLock } from '../../coordination/prompt-lock.js'

/** Milliseconds. */
const PATIENCE = 120_000

const HINT =
  'set ROLECALL_KEY_FILE, ROLECALL_PASSPHRASE_FILE or ROLECALL_PASSPHRASE, or run it in a terminal'

/**
 * Asks at the terminal for the passphrase of the sealed files; it is not shown. One that is being chosen is asked for twice.
 * @throws RolecallError `interaction` where there is no terminal, `interrupted`
 */
export async function askPassphrase(host: Host, isNew: boolean): Promise<string> {
  const terminal = host.platform === 'win32' ? undefined : openTerminal(host)
  if (!terminal) {
    throw new RolecallError('interaction', 'the sealed files need a passphrase', { hint: HINT })
  }
  const deadline = performance.now() + PATIENCE
  const left = (): number => deadline - performance.now()
  return withPromptLock(`terminal-${terminal.id}`, { host, left }, () =>
    promptUntilValid(terminal, left, isNew),
  )
}

async function promptUntilValid(
  terminal: Terminal,
  left: () => number,
  isNew: boolean,
): Promise<string> {
  const ask = async (line: string): Promise<string> => {
    const answer = await terminal.ask([line], { deadlineMs: left(), hidden: true })
    if (answer !== '') return answer
    throw new RolecallError('interrupted', 'no passphrase was given')
  }
  if (!isNew) return ask('rolecall: passphrase of the sealed files: ')
  const chosen = await ask('rolecall: choose a passphrase for the sealed files: ')
  if ((await ask('rolecall: the same again: ')) === chosen) return chosen
  throw new RolecallError('interaction', 'the two passphrases differ', { hint: 'try again' })
}
