import { serviceUrl } from '../../core/arn.js'
import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { SsoSource } from '../../core/source/sign-ins.js'
import { pacer, type Answered } from '../../coordination/pace.js'
import { fetchFor, loadNetwork } from '../../net/fetch.js'
import { parseSettings } from '../../settings/settings.js'
import { keptSignIns } from '../../signin/identity-center/kept-sign-ins.js'
import { getRoleCredentials, isTokenRefused } from '../../signin/identity-center/portal.js'
import type { Service } from '../../signin/json-service.js'
import { ensureSignedIn } from '../../signin/identity-center/sign-in.js'
import type { SignInPorts } from '../../signin/identity-center/sign-in-ports.js'
import { browserOf } from '../../system/desktop/browser.js'
import { readTextIfPresent } from '../../system/files/read-file.js'
import { runtimeDir } from '../../system/files/runtime-dir.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import { monotonicMs } from '../../system/time.js'
import type { OpenContext } from '../open-context.js'
import { idOf } from './sign-in-id.js'
import {
  isDeviceChosen,
  targetOf,
  type SsoPlace,
  type SsoContext,
  SERVICE_NAME,
} from './sign-in-target.js'

/**
 * Credentials of a role in IAM Identity Center. The user signs in if that is necessary. If the
 * portal does not accept the access token, which may have been revoked, another one is obtained.
 * @throws RolecallError
 */
export async function openSso(source: SsoSource, context: OpenContext): Promise<Credentials> {
  return withSignIn(source, context, (portal, token) =>
    getRoleCredentials(portal, token, source, () => context.host.now()),
  )
}

/**
 * Calls the portal with an access token, and again with another one if it is refused.
 * @param call returns the refusal of a token instead of throwing it
 */
export async function withSignIn<T>(
  place: SsoPlace,
  context: SsoContext,
  call: (portal: Service, token: string) => Promise<T>,
): Promise<Exclude<T, { ok: false }>> {
  const portal = portalOf(place, context)
  const refused: string[] = []
  for (;;) {
    const token = await signInToSso(place, context, refused)
    const answer = await call(portal, token)
    if (!isTokenRefused(answer)) return answer as Exclude<T, { ok: false }>
    if (refused.length === MAX_REFUSED) throw newSignInRefusedError(answer.text)
    refused.push(token)
  }
}

/** The AWS CLI's file and the store may each have a dead token, before one is renewed or new. */
const MAX_REFUSED = 3

function newSignInRefusedError(reason: string): RolecallError {
  return new RolecallError('refused', `IAM Identity Center refused a new sign-in: ${reason}`, {
    hint: 'check that sso_region is the region of sso_start_url, and the clock of this machine',
  })
}

/**
 * A hair less than the 20 requests a second that the portal allows, of all programs of the user
 * together (docs/contracts.md §4.4).
 */
const PORTAL_LIMIT = { perSecond: 19.95, burst: 19.9 }

/** The portal: lists what is assigned, and gives credentials. */
export function portalOf(
  { startUrl, region, endpoint, fips, dualStack }: SsoPlace,
  { plan, host }: Pick<SsoContext, 'plan' | 'host'>,
): Service {
  const flags = { fips: fips ?? false, dualStack: dualStack ?? false }
  const url = endpoint ?? serviceUrl('portal.sso', region, flags)
  const pace = pacer(runtimeDir(host), `${url} ${startUrl}`, PORTAL_LIMIT)
  const ready = async (): Promise<Answered> => {
    await loadNetwork()
    return pace()
  }
  return { url, fetch: fetchFor(plan, host), name: SERVICE_NAME, ready }
}

/**
 * Makes sure that the user is signed in.
 * @param refused access tokens that the portal does not accept
 * @returns an access token
 */
export async function signInToSso(
  place: SsoPlace,
  context: SsoContext,
  refused: readonly string[] = [],
): Promise<string> {
  const { host } = context
  const terminal = context.mayPrompt ? openTerminal(host) : undefined
  const isDevice = isDeviceChosen(place, context)
  const target = targetOf(place, context, isDevice)
  const ports: SignInPorts = {
    ...keptOf(place, context),
    requireUser() {
      const canSeeMessages = terminal !== undefined || (isDevice && !context.isSilent)
      if (!context.mayPrompt || !canSeeMessages) throw signInNeededError(place, context)
    },
    openBrowser: browserOf(host) ?? (() => Promise.resolve(false)),
    notify: (message) =>
      terminal ? terminal.writeLine(`rolecall: ${message}`) : context.notify(message),
    showQrCode: context.showQrCode,
    singleFlight: context.singleFlight,
    now: () => host.now().at,
    monotonicMs,
  }
  return (await ensureSignedIn(target, ports, refused)).accessToken
}

/** The sign-ins that are kept for a place. */
export function keptOf(
  place: SsoPlace,
  { host, cache, notify }: Pick<SsoContext, 'host' | 'cache' | 'notify'>,
): Pick<SignInPorts, 'find' | 'save' | 'use'> {
  const { startUrl, region } = place
  return keptSignIns(
    { id: idOf(place), startUrl, region },
    {
      ...{ host, notify, store: cache.secrets, storeNamed: cache.storeNamed },
      isShared: parseSettings(readTextIfPresent(host.paths.settings)).isSsoCacheShared,
    },
  )
}

function signInNeededError({ startUrl }: SsoPlace, { plan, login }: SsoContext): RolecallError {
  const what = `${plan.profile} needs a sign-in with IAM Identity Center at ${startUrl}`
  return new RolecallError('interaction', what, {
    reason: 'cannot-ask',
    hint: `sign in first, in a terminal: ${login}`,
  })
}
