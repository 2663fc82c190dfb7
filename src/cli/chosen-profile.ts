import { unlistedHint } from '../aws-files/missing-profile.js'
import { once } from '../core/once.js'
import type { Plan } from '../core/plan.js'
import { seedFinder } from '../secrets/seeds.js'
import { hasInstanceFirmware } from '../system/ec2-instance.js'
import { openTerminal } from '../system/terminal/terminal.js'
import { isGuess, refuseGuess } from './carry-out/refuse-guess.js'
import type { CommandContext } from './context.js'
import { settingsIn } from './profile-summary.js'

/**
 * The profile of a command that a person starts: the named one, or one that the user picks if
 * nothing else has credentials. So the list appears where an error would.
 * @returns undefined if none is named, and either SDKs find credentials or there is no terminal
 */
export async function namedOrPicked(
  name: string | undefined,
  context: CommandContext,
): Promise<string | undefined> {
  if (name !== undefined || !context.mayPrompt || !openTerminal(context.host)) return name
  const plan = context.plan(undefined)
  const isForRole = plan.steps.length > 0
  if (isForRole || !isGuess(plan, hasInstanceFirmware)) return undefined
  return context.files().profileNames().length > 0 ? pickedProfile(context) : undefined
}

/**
 * Lets the user pick a profile on the terminal.
 * @param typed initial filter
 * @throws RolecallError 'interrupted' if nothing was picked
 */
export async function pickedProfile(context: CommandContext, typed?: string): Promise<string> {
  const { host } = context
  const { pickProfile } = await import('./ui/picker/pick.js')
  const isInstance = once(hasInstanceFirmware)
  const plan = (name: string): Plan => refuseGuess(context.plan(name), isInstance)
  const settings = settingsIn(context.files())
  const inputs = {
    ...{ plan, settings, sessions: context.cache().list() },
    ...{ hasSeed: seedFinder(host), now: host.now() },
  }
  const unlisted = unlistedHint(context.files())
  if (unlisted !== undefined) context.notify(unlisted)
  return pickProfile(context.files(), inputs, host, typed)
}
