import { singleFlight } from '../../coordination/single-flight.js'
import { shellWord } from '../../core/shell-word.js'
import type { SsoContext, SsoPlace } from '../../sources/sso/place.js'
import { idOf } from '../../sources/sso/sign-in-id.js'
import { describeHolder } from '../../system/files/acquire-lock.js'
import { runtimeDir } from '../../system/files/runtime-dir.js'
import type { CommandContext } from '../context.js'
import { planOfPlace } from './place-plan.js'

/** As long as a code for another device is valid. */
const SIGN_IN_MS = 600_000

/** What a command needs to use a sign-in that no plan leads to. */
export function ssoContext(
  place: SsoPlace,
  context: CommandContext,
  { command, useDevice }: { command: string; useDevice?: boolean | undefined },
): SsoContext {
  const { host, files, cache, notify, mayPrompt } = context
  return {
    ...{ host, files: files(), cache: cache(), notify, mayPrompt, useDevice, isSilent: false },
    showQrCode: async (text) => {
      const { showQrCode } = await import('../ui/show-qr-code.js')
      showQrCode(text, host)
    },
    plan: { ...planOfPlace(place.profile, context), profile: idOf(place) },
    login: `rolecall ${command} ${shellWord(idOf(place))}`,
    singleFlight: (key, work, accepts) =>
      singleFlight(
        {
          ...{ key, accepts, folder: runtimeDir(host), timeoutMs: SIGN_IN_MS },
          name: `rolecall ${command}`,
          now: () => host.now().at,
          onWait: (holder) => notify(`waiting for ${describeHolder(holder)} to sign in`),
        },
        work,
      ),
  }
}
