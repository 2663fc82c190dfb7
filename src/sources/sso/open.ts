import { serviceUrl } from '../../core/arn.js'
import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { SsoSource } from '../../core/source/sign-ins.js'
import { pacer, type Answered } from '../../coordination/pace.js'
import { fetchFor, loadNetwork } from '../../net/fetch.js'
import { foundSignIns } from '../../signin/identity-center/found-sign-ins.js'
import { settledSignIn } from '../../signin/identity-center/good-sign-in.js'
import { getRoleCredentials, isTokenRefused } from '../../signin/identity-center/portal.js'
import type { Service } from '../../signin/json-service.js'
import type { SignInPorts } from '../../signin/identity-center/sign-in-ports.js'
import { runtimeDir } from '../../system/files/runtime-dir.js'
import type { OpenContext } from '../open-context.js'
import { idOf } from './sign-in-id.js'
import { SERVICE_NAME, type SsoContext, type SsoPlace } from './place.js'

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
 * Makes sure that the user is signed in. What renews a sign-in, or prompts for one, is loaded only
 * if that is necessary.
 * @param refused access tokens that the portal does not accept
 * @returns an access token
 */
export async function signInToSso(
  place: SsoPlace,
  context: SsoContext,
  refused: readonly string[] = [],
): Promise<string> {
  const ports = { ...findOf(place, context), now: () => context.host.now().at }
  const { good } = await settledSignIn(ports, refused)
  if (!good) {
    const { signInAgain } = await import('./sign-in.js')
    return signInAgain(place, context, ports, refused)
  }
  ports.use(good)
  return good.token.accessToken
}

/** The sign-ins that are kept for a place. */
export function findOf(
  place: SsoPlace,
  {
    host,
    cache,
    notify,
  }: Pick<SsoContext, 'host' | 'notify'> & {
    cache: Pick<SsoContext['cache'], 'storeNamed'>
  },
): Pick<SignInPorts, 'find' | 'use'> {
  const { startUrl, region } = place
  const { storeNamed } = cache
  return foundSignIns({ id: idOf(place), startUrl, region }, { host, storeNamed, notify })
}
