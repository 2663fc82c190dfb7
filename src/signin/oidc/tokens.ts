import type { TokenEndpointResponse } from 'openid-client'
import { RolecallError } from '../../core/errors.js'

/** What a sign-in leaves: both are secrets. */
export interface Tokens {
  /** A JWT whose issuer, audience, signature and expiry have been checked. */
  idToken: string
  /** Present where the provider lets a later sign-in be silent. */
  refreshToken?: string
}

/** @throws RolecallError where there is no id token */
export function tokensOf(answer: TokenEndpointResponse): Tokens {
  if (answer.id_token === undefined) {
    throw new RolecallError('failed', 'the provider gave no id token', {
      hint: 'rolecall_oidc_scopes must contain openid',
    })
  }
  const refreshToken = answer.refresh_token
  return { idToken: answer.id_token, ...(refreshToken === undefined ? {} : { refreshToken }) }
}
