import { RolecallError } from '../../../core/errors.js'
import { noProfilesHint } from '../../../plan/base-profile.js'
import { parseSettings } from '../../../settings/settings.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import type { CommandContext } from '../../context.js'
import { candidatesOf } from './candidates.js'
import { choose } from './index.js'
import { rowMaker } from './details.js'
import { readUsages } from './usage-file.js'

/**
 * Lets a person choose a profile, on the terminal.
 * @param typed what to look for at first
 * @throws RolecallError 'interaction' without a terminal, 'interrupted' where none is chosen
 */
export async function pickProfile(context: CommandContext, typed = ''): Promise<string> {
  const { host } = context
  const settings = parseSettings(readTextIfPresent(host.paths.settings))
  const profiles = context.files().profiles()
  const hint = noProfilesHint(context.files())
  if (hint !== undefined) {
    throw new RolecallError('config', 'there are no profiles to choose from', { hint })
  }
  const candidates = candidatesOf(profiles, readUsages(host), settings.accounts, host.now().at)
  const sessions = context.cache().list()
  const rowOf = rowMaker({ plan: context.plan, sessions, now: host.now() }, settings)
  const choice = { noun: 'profile', candidates, rowOf, typed }
  const name = await choose(choice, host, settings)
  if (name !== undefined) return name
  throw new RolecallError('interaction', 'there is no terminal to choose a role on', {
    hint: 'name it: rolecall use PROFILE',
  })
}
