import { parseSettings } from '../../settings/settings.js'
import { keepSignIn } from '../../signin/identity-center/keep-sign-in.js'
import { renewOrSignIn } from '../../signin/identity-center/sign-in.js'
import type { SignInPorts } from '../../signin/identity-center/sign-in-ports.js'
import { browserOf } from '../../system/desktop/browser.js'
import { readTextIfPresent } from '../../system/files/read-file.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import { monotonicMs } from '../../system/time.js'
import { signInNeededError, type SsoContext, type SsoPlace } from './place.js'
import { isDeviceChosen, targetOf } from './sign-in-target.js'

/**
 * Renews a sign-in, or has the user sign in.
 * @param found the sign-ins that are there
 * @param refused access tokens that the portal does not accept
 * @returns an access token
 */
export async function signInAgain(
  place: SsoPlace,
  context: SsoContext,
  found: Pick<SignInPorts, 'find' | 'use' | 'now'>,
  refused: readonly string[],
): Promise<string> {
  const { host, cache } = context
  const terminal = context.mayPrompt ? openTerminal(host) : undefined
  const isDevice = isDeviceChosen(place, context)
  const target = targetOf(place, context, isDevice)
  const notify = (message: string): void =>
    terminal ? terminal.writeLine(`rolecall: ${message}`) : context.notify(message)
  const ports: SignInPorts = {
    ...found,
    save: keepSignIn(target, {
      ...{ host, notify: context.notify, store: cache.secrets },
      isShared: parseSettings(readTextIfPresent(host.paths.settings)).isSsoCacheShared,
    }),
    requireUser() {
      const canSeeMessages = terminal !== undefined || (isDevice && !context.isSilent)
      if (!context.mayPrompt || !canSeeMessages) throw signInNeededError(place, context)
    },
    openBrowser: browserOf(host) ?? (() => Promise.resolve(false)),
    notify,
    showQrCode: context.showQrCode,
    singleFlight: context.singleFlight,
    monotonicMs,
  }
  return (await renewOrSignIn(target, ports, refused)).accessToken
}
