import { isoSeconds } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isNonEmptyString, isObject } from '../../core/json.js'
import { p256Key } from '../../system/p256.js'
import { callService, type Answer, type Service } from '../json-service.js'
import { dpopProof } from './dpop.js'

/** What tokens are given for. */
export type LoginGrant =
  { code: string; codeVerifier: string; redirectUri: string } | { refreshToken: string }

/** What AWS returns. */
export interface LoginTokens {
  accessToken: {
    accessKeyId: string
    secretAccessKey: string
    sessionToken: string
    /** ISO 8601, UTC, whole seconds. */
    expiresAt: string
  }
  refreshToken: string
  /** Absent from a refresh. */
  idToken?: string
  tokenType?: string
}

/** An answer of the sign-in service of `aws login` that is not a token. */
export type LoginRefusal = Extract<Answer, { ok: false }>

/** How long the credentials are valid if AWS does not say it, seconds. */
const DEFAULT_SECONDS = 900
const PATH = '/v1/token'

/**
 * Exchanges a code or a refresh token (CreateOAuth2Token). A code is sent once. A refresh is
 * repeated if the service is overloaded: AWS answers the same refresh token alike.
 * @param pem the private key to which the tokens are or will be bound
 * @param now milliseconds since 1970
 * @returns the tokens, or the refusal
 * @throws RolecallError 'failed' if the service cannot be reached
 */
export async function createLoginToken(
  service: Service,
  clientId: string,
  grant: LoginGrant,
  pem: string,
  now: () => number,
): Promise<LoginTokens | LoginRefusal> {
  const key = p256Key(pem)
  if (!key) return { ok: false, status: 400, code: '', text: 'the key of the sign-in is damaged' }
  const url = `${service.url.replace(/\/$/, '')}${PATH}`
  const isRefresh = 'refreshToken' in grant
  const grantType = isRefresh ? 'refresh_token' : 'authorization_code'
  const answer = await callService(service, {
    ...{ method: 'POST', path: PATH, body: { clientId, grantType, ...grant } },
    headers: () => ({ DPoP: dpopProof(key, url, now()) }),
    mayRepeat: isRefresh,
  })
  return answer.ok ? tokensIn(answer.body, now()) : answer
}

function tokensIn(
  body: Readonly<Record<string, unknown>>,
  now: number,
): LoginTokens | LoginRefusal {
  const { accessToken, refreshToken, idToken, tokenType, expiresIn } = body
  const keys: Record<string, unknown> = isObject(accessToken) ? accessToken : {}
  const { accessKeyId, secretAccessKey, sessionToken } = keys
  const needed = [accessKeyId, secretAccessKey, sessionToken, refreshToken]
  if (!needed.every(isNonEmptyString)) {
    return { ok: false, status: 502, code: '', text: 'the response is incomplete' }
  }
  const seconds = Number(expiresIn) || DEFAULT_SECONDS
  const [id, secret, token, refresh] = needed as [string, string, string, string]
  return {
    accessToken: {
      ...{ accessKeyId: id, secretAccessKey: secret, sessionToken: token },
      expiresAt: isoSeconds(now + seconds * 1000),
    },
    refreshToken: refresh,
    ...(isNonEmptyString(idToken) ? { idToken } : {}),
    ...(isNonEmptyString(tokenType) ? { tokenType } : {}),
  }
}

/** Refusals that end a sign-in: the user has to sign in again. */
const ENDED = new Set(['TOKEN_EXPIRED', 'USER_CREDENTIALS_CHANGED', 'AUTHCODE_EXPIRED'])

/** Whether a new sign-in helps. A damaged key has no code. */
export const needsSignIn = ({ code, status }: LoginRefusal): boolean =>
  ENDED.has(code) || (code === '' && status === 400)

/** Refusals, with what the user can do. */
const REFUSALS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  AUTHCODE_EXPIRED: ['the code expired', 'start again'],
  TOKEN_EXPIRED: ['the sign-in has ended', 'sign in again'],
  USER_CREDENTIALS_CHANGED: ['the password was changed', 'sign in again'],
  INSUFFICIENT_PERMISSIONS: [
    'you are not allowed to',
    'ask for the managed policy SignInLocalDevelopmentAccess, or for signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token',
  ],
  access_denied: ['access was denied', 'sign in again, and allow access on the page'],
}

/** Turns a refusal into an error for the user. */
export function loginError(
  { code, text }: Pick<LoginRefusal, 'code' | 'text'>,
  session: string,
): RolecallError {
  const [reason, hint] = REFUSALS[code] ?? [
    code && code !== text ? `${text} (${code})` : text,
    'check the region of the profile and the clock of this machine, and sign in again',
  ]
  return new RolecallError('failed', `the console sign-in as ${session} failed: ${reason}`, {
    hint,
  })
}
