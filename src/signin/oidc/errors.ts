import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'

/**
 * Turns an error of a sign-in into a message for the user. Of the provider's response only the
 * error code and description are quoted (RFC 6749 §4.1.2.1): the rest may contain a code or a
 * token.
 */
export function signInError(error: unknown, issuer: string): RolecallError {
  if (isRolecallError(error)) return error
  const { reason, hint } = explain(error)
  return new RolecallError('failed', `sign-in at ${printable(issuer)} failed: ${reason}`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  })
}

interface SignInExplanation {
  reason: string
  hint?: string
}

function explain(error: unknown): SignInExplanation {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const { error: code, error_description: description } = error
    return BY_ERROR_CODE[code] ?? quoteProvider(code, description)
  }
  if (error instanceof WWWAuthenticateChallengeError)
    return BY_ERROR_CODE['invalid_client'] ?? UNKNOWN
  if (error instanceof ClientError) return explainCheck(error) ?? explainNetwork(error) ?? UNKNOWN
  return explainNetwork(error) ?? UNKNOWN
}

const UNKNOWN: SignInExplanation = {
  reason: 'the provider sent an invalid response',
  hint: 'check rolecall_oidc_issuer',
}

/** Error codes of RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5 and OpenID Connect Core §3.1.2.6. */
const BY_ERROR_CODE: Readonly<Record<string, SignInExplanation>> = {
  access_denied: {
    reason: 'access was denied, by you or by the provider',
    hint: "sign in again and accept, or ask the provider's administrator",
  },
  expired_token: {
    reason: 'the code expired before it was confirmed',
    hint: 'start again, and confirm the code within the time that the message gives',
  },
  invalid_client: {
    reason: 'the provider does not accept this client',
    hint: 'check rolecall_oidc_client_id, and the client secret if the client has one',
  },
  unauthorized_client: {
    reason: 'this client may not use this grant type',
    hint: 'allow the authorization code grant or the device grant for this client at the provider',
  },
  invalid_scope: {
    reason: 'the provider does not know one of the scopes',
    hint: 'check rolecall_oidc_scopes',
  },
}

function quoteProvider(code: string, description: string | undefined): SignInExplanation {
  return { reason: printable(description ? `${description} (${code})` : code).slice(0, 300) }
}

const WRONG_TOKEN_HINT =
  'check rolecall_oidc_issuer and rolecall_oidc_client_id; nothing was sent to AWS'

/** Explains a failed check of openid-client, by the error codes of oauth4webapi. */
function explainCheck({ code, cause }: ClientError): SignInExplanation | undefined {
  const detail = cause instanceof Error ? cause.message : ''
  switch (code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return {
        reason: 'the ID token is expired or not yet valid',
        hint: "check this machine's clock; if it is right, the provider's is wrong",
      }
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return {
        reason: `the ID token has a wrong claim${claimIn(detail)}`,
        hint: WRONG_TOKEN_HINT,
      }
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return {
        reason: "the provider's issuer URL is a different one",
        hint: "set rolecall_oidc_issuer to exactly the URL in the provider's discovery document",
      }
    case 'OAUTH_KEY_SELECTION_FAILED':
      return { reason: 'the ID token is signed with a key that the provider does not publish' }
    case 'OAUTH_INVALID_RESPONSE':
      return explainParameter(detail)
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      return {
        reason: 'this is not an OpenID Connect provider',
        hint: 'check rolecall_oidc_issuer',
      }
    case 'OAUTH_TIMEOUT':
      return { reason: 'the provider did not respond in time', hint: 'try again' }
    case 'OAUTH_MISSING_SERVER_METADATA':
      return {
        reason: 'the provider does not support this sign-in flow',
        hint: 'set rolecall_oidc_flow to browser or device',
      }
    default:
      return undefined
  }
}

function explainParameter(detail: string): SignInExplanation {
  const hint = 'someone may be trying to sign you in to another account; start again'
  if (detail.includes('"state"'))
    return { reason: 'the response is not for this request (state)', hint }
  if (detail.includes('"iss"'))
    return { reason: 'the response is from another provider (iss)', hint }
  if (detail.includes('signature')) {
    return { reason: 'the ID token has a wrong signature', hint: WRONG_TOKEN_HINT }
  }
  return { reason: 'the response does not conform to OpenID Connect', hint: WRONG_TOKEN_HINT }
}

function claimIn(detail: string): string {
  const name = /"(iss|aud|nonce|azp|sub)"/.exec(detail)?.[1]
  return name === undefined ? '' : ` (${name})`
}

/** True if another attempt may help: the network failed, or the provider was slow. */
export function isUnreachable(error: unknown): boolean {
  return (
    explainNetwork(error) !== undefined || (error as { code?: unknown }).code === 'OAUTH_TIMEOUT'
  )
}

function explainNetwork(error: unknown): SignInExplanation | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException
    if (code === undefined || !/^E[A-Z]+$|^(CERT|UNABLE|SELF|DEPTH)_/.test(code)) continue
    return {
      reason: `cannot reach the provider (${code})`,
      hint: 'check the network, the proxy and rolecall_oidc_issuer',
    }
  }
  return undefined
}
