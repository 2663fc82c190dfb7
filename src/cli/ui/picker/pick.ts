import { accountOfArn } from '../../../core/arn.js'
import type { SamlRole } from '../../../core/credentials.js'
import { describeSamlRole } from '../../../core/describe-role.js'
import { envVar } from '../../../core/env.js'
import { RolecallError } from '../../../core/errors.js'
import { assignedRoles } from '../../../aws-files/assigned-roles.js'
import type { AwsFiles } from '../../../aws-files/aws-files.js'
import { parseSettings, type UserSettings } from '../../../settings/settings.js'
import { noProfilesHint } from '../../../aws-files/missing-profile.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import type { Host } from '../../../system/host.js'
import { openScreen } from '../../../system/terminal/screen.js'
import { openTerminal } from '../../../system/terminal/terminal.js'
import { undecidedRoleError } from '../../../signin/saml/choose-role.js'
import type { SummaryInputs } from '../../profile-summary.js'
import { isPromptCancelled } from '../prompt-cancelled.js'
import { styleFor } from '../style.js'
import { profileCandidates, roleCandidates } from './candidates.js'
import { profileRows, type PickerOptions, type Row } from './rows.js'
import { readUsages } from './usage.js'

/**
 * Lets the user pick a profile on the terminal.
 * @param typed initial filter
 * @throws RolecallError 'interaction' without a terminal, 'interrupted' if nothing was picked
 */
export async function pickProfile(
  files: AwsFiles,
  inputs: SummaryInputs,
  host: Host,
  typed = '',
): Promise<string> {
  const settings = settingsOf(host)
  const roles = assignedRoles(files.evidence.assigned())
  const hint = noProfilesHint(files)
  if (hint !== undefined && roles.length === 0) {
    throw new RolecallError('config', 'there are no profiles to choose from', { hint })
  }
  const usages = readUsages(host)
  const [profiles, now] = [files.profiles(), host.now().at]
  const candidates = [
    ...profileCandidates(profiles, usages, settings.accounts, now),
    ...roleCandidates(roles, profiles, usages, now),
  ]
  const rowOf = profileRows(inputs, settings)
  const name = await pick({ noun: 'profile', candidates, rowOf, typed }, host, settings)
  if (name !== undefined) return name
  throw new RolecallError('interaction', 'there is no terminal to prompt on', {
    hint: 'give a name: rolecall use PROFILE',
  })
}

/**
 * Lets the user pick one of the roles that a SAML identity provider offers.
 * @throws RolecallError 'interaction' without a terminal, 'interrupted' if nothing was picked
 */
export async function pickSamlRole(roles: readonly SamlRole[], host: Host): Promise<SamlRole> {
  const settings = settingsOf(host)
  const { accounts, production } = settings
  const offers = new Map(roles.map((role) => [describeSamlRole(role), role]))
  const accountOf = (name: string): string =>
    accounts.get(accountOfArn(offers.get(name)?.roleArn ?? '') ?? '') ?? ''
  const rowOf = (name: string): Row => {
    const account = accountOf(name)
    const isProduction = production.test(name) || production.test(account)
    return { name, role: '', account, region: '', state: '', isProduction }
  }
  const candidates = [...offers.keys()].map((name) => {
    return { name, role: '', text: `${name} ${accountOf(name)}`.toLowerCase(), weight: 0 }
  })
  const name = await pick({ noun: 'role', candidates, rowOf, typed: '' }, host, settings)
  const picked = offers.get(name ?? '')
  if (picked) return picked
  throw undecidedRoleError(roles)
}

/**
 * Shows the full-screen picker, or the numbered list.
 * @returns a candidate's name; undefined without a terminal
 * @throws RolecallError 'interrupted' if nothing was picked
 */
async function pick(
  options: PickerOptions,
  host: Host,
  settings: UserSettings,
): Promise<string | undefined> {
  return isPlain(host, settings) ? pickByNumber(options, host) : pickOnScreen(options, host)
}

async function pickByNumber(options: PickerOptions, host: Host): Promise<string | undefined> {
  const terminal = openTerminal(host)
  if (!terminal) return undefined
  const { numberedPicker } = await import('./numbered.js')
  return numberedPicker(options, terminal)
}

async function pickOnScreen(options: PickerOptions, host: Host): Promise<string | undefined> {
  const { screenPicker } = await import('./screen.js')
  const screen = openScreen(host)
  if (!screen) return undefined
  const { input, output, signal } = screen
  try {
    const config = { ...options, screen, style: styleFor(output) }
    const name = await screenPicker(config, { input, output, signal })
    if (name !== undefined) return name
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    screen.close()
  }
  throw new RolecallError('interrupted', `no ${options.noun} was chosen`)
}

function settingsOf({ paths }: Host): UserSettings {
  return parseSettings(readTextIfPresent(paths.settings))
}

/** True for a screen reader or a terminal that cannot draw: by variable, TERM or setting. */
function isPlain({ env }: Host, settings: UserSettings): boolean {
  return envVar(env, 'ROLECALL_PLAIN') !== undefined || env['TERM'] === 'dumb' || settings.plain
}
