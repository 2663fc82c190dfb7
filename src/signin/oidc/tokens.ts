import type { TokenEndpointResponse } from 'openid-client'
import { RolecallError } from '../../core/errors.js'

/** The tokens of a sign-in, all of them secrets. */
export interface Tokens {
  /** A JWT whose issuer, audience, signature and expiry have been checked. */
  idToken: string
  /** Present if the provider allows later sign-ins without the user. */
  refreshToken?: string
}

/** Picks the tokens. @throws RolecallError 'failed' if there is no ID token */
export function tokensOf(response: TokenEndpointResponse): Tokens {
  if (response.id_token === undefined) {
    throw new RolecallError('failed', 'the provider returned no ID token', {
      hint: 'add openid to rolecall_oidc_scopes',
    })
  }
  const refreshToken = response.refresh_token
  return { idToken: response.id_token, ...(refreshToken === undefined ? {} : { refreshToken }) }
}
