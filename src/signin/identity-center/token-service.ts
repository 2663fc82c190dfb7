import { isoSeconds } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isNonEmptyString } from '../../core/json.js'
import { callService, type Answer, type Service } from '../json-service.js'
import type { SsoToken } from './token.js'

/** A client registration, by the names of {@link SsoToken}. */
export type Client = Required<
  Pick<SsoToken, 'clientId' | 'clientSecret' | 'registrationExpiresAt' | 'registeredFor'>
>

/** What a client is registered for: how the user signs in, and what the token may be used for. */
export interface Registration {
  flow: 'browser' | 'device'
  startUrl: string
  scopes: readonly string[]
}

/** The redirect URI as it is registered; a port is added when it is used. */
export const REDIRECT_URI = 'http://127.0.0.1/oauth/callback'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** Identifies a registration, so that it is used again for the same purpose only. */
export function purposeOf({ flow, startUrl, scopes }: Registration): string {
  return [flow, startUrl, ...scopes].join(' ')
}

/** Registers a public client, which every sign-in needs. @throws RolecallError 'failed' */
export async function registerClient(
  service: Service,
  registration: Registration,
): Promise<Client> {
  const { flow, startUrl, scopes } = registration
  const redirects = {
    grantTypes: ['authorization_code', 'refresh_token'],
    redirectUris: [REDIRECT_URI],
    issuerUrl: startUrl,
  }
  const body = {
    clientName: 'rolecall',
    clientType: 'public',
    scopes,
    ...(flow === 'browser' ? redirects : {}),
  }
  const request = { method: 'POST', path: '/client/register', body } as const
  const { clientId, clientSecret, clientSecretExpiresAt } = bodyOf(
    await callService(service, request),
    startUrl,
  )
  if (![clientId, clientSecret].every(isNonEmptyString)) throw invalidAnswerError(startUrl)
  return {
    clientId: clientId as string,
    clientSecret: clientSecret as string,
    registrationExpiresAt: isoSeconds(Number(clientSecretExpiresAt) * 1000 || 0),
    registeredFor: purposeOf(registration),
  }
}

/** What the user needs for the device flow; times are in seconds. */
export interface DeviceOffer {
  deviceCode: string
  userCode: string
  verificationUri: string
  verificationUriComplete?: string
  expiresIn: number
  interval: number
}

/** Starts the device flow (RFC 8628). @throws RolecallError 'failed' */
export async function startDeviceFlow(
  service: Service,
  { clientId, clientSecret }: Client,
  startUrl: string,
): Promise<DeviceOffer> {
  const body = { clientId, clientSecret, startUrl }
  const request = { method: 'POST', path: '/device_authorization', body } as const
  const offer = bodyOf(await callService(service, request), startUrl)
  const texts = [offer['deviceCode'], offer['userCode'], offer['verificationUri']]
  if (!texts.every(isNonEmptyString)) throw invalidAnswerError(startUrl)
  const { expiresIn, interval } = offer
  return {
    ...(offer as unknown as DeviceOffer),
    expiresIn: Number(expiresIn) || 600,
    interval: Number(interval) || 5,
  }
}

/** What a token is given for. */
export type Grant =
  | { deviceCode: string }
  | { code: string; redirectUri: string; codeVerifier: string }
  | { refreshToken: string }

/** The part of a sign-in that the token service returns. */
export type Issued = Pick<SsoToken, 'accessToken' | 'expiresAt' | 'refreshToken'>

/**
 * Exchanges a code or a refresh token.
 * @param now milliseconds since 1970
 * @returns the tokens, or the refusal
 * @throws RolecallError 'failed' if the service cannot be reached
 */
export async function createToken(
  service: Service,
  { clientId, clientSecret }: Pick<Client, 'clientId' | 'clientSecret'>,
  grant: Grant,
  now: () => number,
): Promise<Issued | Extract<Answer, { ok: false }>> {
  const grantType =
    'deviceCode' in grant
      ? DEVICE_GRANT
      : 'refreshToken' in grant
        ? 'refresh_token'
        : 'authorization_code'
  const body = { clientId, clientSecret, grantType, ...grant }
  const request = { method: 'POST', path: '/token', body } as const
  // A code, and perhaps a refresh token, is accepted once.
  const answer = await callService(service, { ...request, mayRepeat: false })
  if (!answer.ok) return answer
  const { accessToken, expiresIn, refreshToken } = answer.body
  if (!isNonEmptyString(accessToken)) {
    return { ok: false, status: 502, code: '', text: 'the response contains no token' }
  }
  return {
    accessToken,
    expiresAt: isoSeconds(now() + (Number(expiresIn) || 0) * 1000),
    ...(isNonEmptyString(refreshToken) ? { refreshToken } : {}),
  }
}

function bodyOf(answer: Answer, startUrl: string): Readonly<Record<string, unknown>> {
  if (answer.ok) return answer.body
  throw refusalError(answer, startUrl)
}

function invalidAnswerError(startUrl: string): RolecallError {
  return new RolecallError('failed', `sign-in at ${startUrl} failed: the response is incomplete`)
}

const WRONG_PLACE = 'check sso_start_url and sso_region: both are in the AWS access portal'

/** Refusals of the token service, with what the user can do. */
const REFUSALS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  access_denied: ['access was denied', 'sign in again, and allow access on the page'],
  AccessDeniedException: ['access was denied', 'sign in again, and allow access on the page'],
  expired_token: ['the code expired before it was confirmed', 'start again'],
  ExpiredTokenException: ['the code expired before it was confirmed', 'start again'],
  invalid_request: ['the start URL does not belong to this region', WRONG_PLACE],
  InvalidRequestException: ['the start URL does not belong to this region', WRONG_PLACE],
  invalid_scope: [
    'a scope is unknown',
    'check sso_registration_scopes; the default is sso:account:access',
  ],
}

/** Turns a refusal of the token service into an error for the user. */
export function refusalError(
  { code, text }: Pick<Extract<Answer, { ok: false }>, 'code' | 'text'>,
  startUrl: string,
): RolecallError {
  const [reason, hint] = REFUSALS[code] ?? [code && code !== text ? `${text} (${code})` : text]
  return new RolecallError('failed', `sign-in at ${startUrl} failed: ${reason}`, {
    ...(hint === undefined ? {} : { hint }),
  })
}
