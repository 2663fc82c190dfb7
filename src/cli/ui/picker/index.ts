import { envVar } from '../../../core/env.js'
import type { UserSettings } from '../../../settings/settings.js'
import { RolecallError } from '../../../core/errors.js'
import type { Host } from '../../../system/host.js'
import { openScreen } from '../../../system/terminal/screen.js'
import { openTerminal } from '../../../system/terminal/terminal.js'
import { isEnded } from '../prompt-cancelled.js'
import { styleFor } from '../style.js'
import type { Candidate } from './candidates.js'
import type { Row } from './row.js'

/** What there is to choose from. */
export interface Choice {
  /** What one of them is called: `profile`. */
  noun: string
  candidates: readonly Candidate[]
  rowOf(name: string): Row
  /** What to look for at first. */
  typed: string
}

/**
 * Lets a person choose, on the terminal: with the whole screen, or in lines that come one after the other.
 * @returns a candidate's name; undefined where there is no terminal
 * @throws RolecallError 'interrupted' where none is chosen
 */
export async function choose(
  choice: Choice,
  host: Host,
  settings: UserSettings,
): Promise<string | undefined> {
  return isPlain(host, settings) ? chooseByNumber(choice, host) : chooseOnScreen(choice, host)
}

async function chooseByNumber(choice: Choice, host: Host): Promise<string | undefined> {
  const terminal = openTerminal(host)
  if (!terminal) return undefined
  const { pickByNumber } = await import('./numbered.js')
  return pickByNumber(choice, terminal)
}

async function chooseOnScreen(choice: Choice, host: Host): Promise<string | undefined> {
  const { picker } = await import('./screen.js')
  const screen = openScreen(host)
  if (!screen) return undefined
  const { input, output, signal } = screen
  try {
    const config = { ...choice, screen, style: styleFor(output) }
    const name = await picker(config, { input, output, signal })
    if (name !== undefined) return name
  } catch (error) {
    if (!isEnded(error)) throw error
  } finally {
    screen.close()
  }
  throw new RolecallError('interrupted', 'no role was chosen')
}

function isPlain({ env }: Host, settings: UserSettings): boolean {
  return envVar(env, 'ROLECALL_PLAIN') !== undefined || env['TERM'] === 'dumb' || settings.plain
}
