import type { SingleFlight } from '../../coordination/single-flight.js'
import { isRolecallError } from '../../core/errors.js'
import { sha256 } from '../../core/digest/sha256.js'
import { ssoSignInKey } from '../../core/state/sso-sign-in.js'
import { signInWithBrowser } from './browser-flow.js'
import { signInWithDevice } from './device-flow.js'
import type { Service } from '../json-service.js'
import {
  createToken,
  purposeOf,
  registerClient,
  type Client,
  type Issued,
} from './token-service.js'
import { isAgeing, isLive, isRegisteredFor, isRenewable, isToken, type SsoToken } from './token.js'

/** Which sign-in is wanted. */
export interface SignInTarget {
  /** Name of the `[sso-session]`, or the start URL of a profile without one. */
  id: string
  startUrl: string
  region: string
  scopes: readonly string[]
  flow: 'browser' | 'device'
  /** The token service. */
  service: Service
  /**
   * Where the user signs in: the start URL as AWS knows it, and its token service.
   * @throws RolecallError if it does not fit the region, or cannot be found
   */
  entry: () => Promise<Pick<SignInTarget, 'startUrl' | 'service'>>
}

/** A sign-in, and where it was found. */
export interface FoundSignIn {
  token: SsoToken
  /** `aws-cli`: in the AWS CLI's file. */
  place: 'aws-cli' | 'store'
}

/** What a sign-in needs from its caller. */
export interface SignInPorts {
  /** The sign-ins that are there, in the order in which they are used. */
  find: () => Promise<FoundSignIn[]>
  /**
   * Keeps a sign-in.
   * @param before the sign-in that it renews; undefined if the user has signed in
   */
  save: (token: SsoToken, before: FoundSignIn | undefined) => Promise<void>
  /** Notes which sign-in is in use, if that cannot be seen from the files. */
  use: (found: FoundSignIn) => void
  /** @throws RolecallError 'interaction' if there is no user to sign in */
  requireUser: () => void
  openBrowser: (url: string) => Promise<boolean>
  notify: (message: string) => void
  /** Shows a QR code with this text to a person at a terminal. */
  showQrCode?: ((text: string) => Promise<void>) | undefined
  singleFlight: SingleFlight
  /** Milliseconds since 1970. */
  now: () => number
  monotonicMs: () => number
}

/**
 * An access token: that of an earlier sign-in, renewed if it is old, or that of a new sign-in. Of
 * several processes one renews or signs in, and the others get its token: the user sees one browser
 * window, and a refresh token is never used twice.
 * @param refused access tokens that the portal does not accept
 * @throws RolecallError 'interaction' if the user must sign in and cannot be prompted
 */
export async function ensureSignedIn(
  target: SignInTarget,
  ports: SignInPorts,
  refused: readonly string[] = [],
): Promise<SsoToken> {
  const isGood = ({ token }: FoundSignIn): boolean =>
    !refused.includes(token.accessToken) && isLive(token, ports.now())
  const settled = async (): Promise<{ good?: FoundSignIn; all: FoundSignIn[] }> => {
    const all = await ports.find()
    const first = all.find((found) => isGood(found) || isRenewable(found.token, ports.now()))
    const isDone = first && isGood(first) && !mayRenew(first.token, ports.now())
    return isDone ? { good: first, all } : { all }
  }
  const { good } = await settled()
  if (good) {
    ports.use(good)
    return good.token
  }
  const work = async (): Promise<SsoToken> => {
    const { good: second, all } = await settled()
    if (second) {
      ports.use(second)
      return second.token
    }
    return (await renewFirst(target, ports, all, isGood)) ?? signIn(target, ports, all)
  }
  const accepts = (value: unknown): value is SsoToken =>
    isToken(value) && isGood({ token: value, place: 'store' })
  return ports.singleFlight(ssoSignInKey(target.id), work, accepts)
}

const mayRenew = (token: SsoToken, now: number): boolean =>
  isAgeing(token, now) && isRenewable(token, now)

/**
 * Renews the first sign-in that can be renewed. An old token that still works is used if the
 * renewal fails.
 * @returns undefined if the user has to sign in
 */
async function renewFirst(
  { service }: SignInTarget,
  ports: SignInPorts,
  all: readonly FoundSignIn[],
  isGood: (found: FoundSignIn) => boolean,
): Promise<SsoToken | undefined> {
  for (const found of all) {
    const { token } = found
    const { clientId = '', clientSecret = '', refreshToken = '' } = token
    const old = (): SsoToken => {
      ports.use(found)
      return token
    }
    if (!isRenewable(token, ports.now())) {
      if (isGood(found)) return old()
      continue
    }
    try {
      const client = { clientId, clientSecret }
      const issued = await createToken(service, client, { refreshToken }, ports.now)
      if ('ok' in issued) {
        // The service is overloaded or has forgotten the client; the old token may still do.
        if (isGood(found)) return old()
        continue
      }
      // A response without a refresh token leaves the old one valid.
      const renewed = { ...token, ...issued }
      await ports.save(renewed, found)
      return renewed
    } catch (error) {
      if (isRolecallError(error) && isGood(found)) return old()
      throw error
    }
  }
  return undefined
}

async function signIn(
  target: SignInTarget,
  ports: SignInPorts,
  all: readonly FoundSignIn[],
): Promise<SsoToken> {
  ports.requireUser()
  const { startUrl, region, scopes, flow } = target
  const entry = await target.entry()
  const { service } = entry
  const registration = { flow, startUrl: entry.startUrl, scopes }
  const purpose = purposeOf(registration)
  const earlier = all.find(({ token }) => isRegisteredFor(token, purpose, ports.now()))
  let client = earlier ? clientOf(earlier.token) : await registerClient(service, registration)
  let issued: Issued
  try {
    issued = await askUser({ ...target, ...entry }, client, ports)
  } catch (error) {
    // An administrator may have removed the client.
    if (!earlier || !isRolecallError(error) || !/invalid_client/.test(error.message)) throw error
    client = await registerClient(service, registration)
    issued = await askUser({ ...target, ...entry }, client, ports)
  }
  const token = { startUrl, region, ...client, ...issued }
  await ports.save(token, undefined)
  return token
}

function askUser(target: SignInTarget, client: Client, ports: SignInPorts): Promise<Issued> {
  const { service, startUrl, scopes, flow } = target
  const common = { service, client, startUrl, ...ports }
  return flow === 'device' ? signInWithDevice(common) : signInWithBrowser({ ...common, scopes })
}

function clientOf(token: SsoToken): Client {
  const { clientId = '', clientSecret = '', registrationExpiresAt = '', registeredFor = '' } = token
  return { clientId, clientSecret, registrationExpiresAt, registeredFor }
}

/** The hash by which the index knows an access token. */
export const tokenHash = ({ accessToken }: SsoToken): string => sha256(accessToken)
