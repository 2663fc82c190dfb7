import { RolecallError } from '../../core/errors.js'
import { setting } from '../../core/env.js'
import { parseSettings, type Settings } from '../../config/settings.js'
import { readTextIfPresent } from '../../host/files.js'
import type { Host } from '../../host/host.js'
import { openScreen } from '../../host/screen.js'
import { openTerminal } from '../../host/terminal.js'
import type { Deps } from '../deps.js'
import { styleFor } from '../style.js'
import { candidatesOf } from './candidates.js'
import { rowMaker } from './details.js'
import { readUsages } from './usage-file.js'

/**
 * Lets a person choose a profile, on the terminal.
 * @param typed what to look for at first
 * @throws RolecallError 'interaction' without a terminal, 'interrupted' where none is chosen
 */
export async function pickProfile(deps: Deps, typed = ''): Promise<string> {
  const { host } = deps
  const settings = parseSettings(readTextIfPresent(host.paths.settings))
  const profiles = deps.files().profiles()
  if (profiles.size === 0) {
    throw new RolecallError('config', 'there are no profiles to choose from', {
      hint: 'rolecall configure writes one; a role ARN needs none: rolecall use ARN',
    })
  }
  const candidates = candidatesOf(profiles, readUsages(host), settings.accounts, host.now().at)
  const sessions = deps.cache().list()
  const rowOf = rowMaker({ plan: deps.plan, sessions, now: host.now() }, settings)

  if (isPlain(host, settings)) {
    const terminal = openTerminal(host)
    if (!terminal) throw nowhereToChoose()
    const { pickByNumber } = await import('./plain.js')
    return pickByNumber(candidates, rowOf, terminal, typed)
  }
  const { picker } = await import('../prompts/picker.js')
  const screen = openScreen(host)
  if (!screen) throw nowhereToChoose()
  const { input, output, signal } = screen
  try {
    const style = styleFor(output)
    const config = { candidates, rowOf, screen, style, typed }
    const choice = await picker(config, { input, output, signal })
    if (choice !== undefined) return choice
  } catch (error) {
    if (!(error instanceof Error && ENDED.has(error.name))) throw error
  } finally {
    screen.close()
  }
  throw new RolecallError('interrupted', 'no role was chosen')
}

/** What the prompt library throws on Ctrl-C, and on a signal. */
const ENDED: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError'])

function isPlain({ env }: Host, settings: Settings): boolean {
  return setting(env, 'ROLECALL_PLAIN') !== undefined || env['TERM'] === 'dumb' || settings.plain
}

function nowhereToChoose(): RolecallError {
  return new RolecallError('interaction', 'there is no terminal to choose a role on', {
    hint: 'name it: rolecall use PROFILE',
  })
}
