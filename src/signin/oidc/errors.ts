import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'

/**
 * What went wrong between rolecall and an OpenID Connect provider, in a person's words. Nothing that the provider sent is repeated but
 * its error code and description (RFC 6749 §4.1.2.1): the rest may hold a code or a token.
 */
export function explainSignIn(error: unknown, issuer: string): RolecallError {
  if (isRolecallError(error)) return error
  const { says, hint } = describe(error)
  return new RolecallError('failed', `signing in at ${printable(issuer)}: ${says}`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  })
}

interface Explanation {
  says: string
  hint?: string
}

function describe(error: unknown): Explanation {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const { error: code, error_description: description } = error
    return BY_PROVIDER[code] ?? refusal(code, description)
  }
  if (error instanceof WWWAuthenticateChallengeError)
    return BY_PROVIDER['invalid_client'] ?? UNKNOWN
  if (error instanceof ClientError) return byCheck(error) ?? byNetwork(error) ?? UNKNOWN
  return byNetwork(error) ?? UNKNOWN
}

const UNKNOWN: Explanation = {
  says: 'the answer makes no sense',
  hint: 'look at rolecall_oidc_issuer',
}

/** Error codes of RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5 and OpenID Connect Core §3.1.2.6. */
const BY_PROVIDER: Readonly<Record<string, Explanation>> = {
  access_denied: {
    says: 'access was denied: the request was refused by you or by the provider',
    hint: 'sign in again and agree, or ask the administrator of the provider',
  },
  expired_token: {
    says: 'nobody confirmed the code in time',
    hint: 'start again and confirm within the time that the message says',
  },
  invalid_client: {
    says: 'the provider does not accept this client',
    hint: 'look at rolecall_oidc_client_id, and at the client secret if the client has one',
  },
  unauthorized_client: {
    says: 'the client may not sign in this way',
    hint: 'allow the authorization code or the device grant for it at the provider',
  },
  invalid_scope: {
    says: 'the provider does not know one of the scopes',
    hint: 'look at rolecall_oidc_scopes',
  },
}

function refusal(code: string, description: string | undefined): Explanation {
  return { says: printable(description ? `${description} (${code})` : code).slice(0, 300) }
}

const WRONG_TOKEN =
  'look at rolecall_oidc_issuer and rolecall_oidc_client_id; nothing was sent to AWS'

/** Codes of oauth4webapi, by which openid-client tells its checks apart. */
function byCheck({ code, cause }: ClientError): Explanation | undefined {
  const detail = cause instanceof Error ? cause.message : ''
  switch (code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return {
        says: 'the id token is expired or not yet valid',
        hint: 'the clock of this machine or of the provider is wrong',
      }
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return { says: `the id token is for somebody else${claimIn(detail)}`, hint: WRONG_TOKEN }
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return {
        says: 'the provider calls itself by another issuer',
        hint: 'rolecall_oidc_issuer must be written exactly as the provider writes it',
      }
    case 'OAUTH_KEY_SELECTION_FAILED':
      return { says: 'the id token is signed with a key that the provider does not publish' }
    case 'OAUTH_INVALID_RESPONSE':
      return byParameter(detail)
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      return { says: 'this is no OpenID Connect provider', hint: 'look at rolecall_oidc_issuer' }
    case 'OAUTH_TIMEOUT':
      return { says: 'the provider did not answer in time', hint: 'try again' }
    case 'OAUTH_MISSING_SERVER_METADATA':
      return { says: 'the provider has no such endpoint', hint: 'look at rolecall_oidc_flow' }
    default:
      return undefined
  }
}

function byParameter(detail: string): Explanation {
  const hint = 'somebody may be trying to sign you in as somebody else; start again'
  if (detail.includes('"state"')) return { says: 'the answer is not to our request (state)', hint }
  if (detail.includes('"iss"')) return { says: 'the answer is from another provider (iss)', hint }
  if (detail.includes('signature')) {
    return { says: 'the signature of the id token is wrong', hint: WRONG_TOKEN }
  }
  return { says: 'the answer is not what OpenID Connect asks for', hint: WRONG_TOKEN }
}

function claimIn(detail: string): string {
  const name = /"(iss|aud|nonce|azp|sub)"/.exec(detail)?.[1]
  return name === undefined ? '' : ` (${name})`
}

/** Whether trying again may help: the network failed, or the provider was slow. */
export function isUnreachable(error: unknown): boolean {
  return byNetwork(error) !== undefined || (error as { code?: unknown }).code === 'OAUTH_TIMEOUT'
}

function byNetwork(error: unknown): Explanation | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException
    if (code === undefined || !/^E[A-Z]+$|^(CERT|UNABLE|SELF|DEPTH)_/.test(code)) continue
    return {
      says: `the provider cannot be reached (${code})`,
      hint: 'look at the network, the proxy and rolecall_oidc_issuer',
    }
  }
  return undefined
}
