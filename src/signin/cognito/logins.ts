import type { IdentityToken } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isNonEmptyString } from '../../core/json.js'
import { claimsOf } from '../../core/jwt.js'
import type { CognitoSource } from '../../core/source/pool.js'

/** Tokens by the names of their identity providers. */
export type Logins = Readonly<Record<string, string>>

/**
 * The logins for a pool. The provider of an ID token is its issuer without `https://`: that is the
 * name of user pools, of Google and Apple, and of OpenID Connect providers in IAM. A token that is
 * no JSON Web Token, as Facebook's, does not name its provider.
 * @returns {} for a guest
 * @throws RolecallError 'config' if the provider is unknown
 */
export function loginsOf(
  { provider, profile }: Pick<CognitoSource, 'provider' | 'profile'>,
  login: IdentityToken | undefined,
): Logins {
  if (login === undefined) return {}
  const { webIdentityToken } = login
  const { iss } = claimsOf(webIdentityToken)
  const name = provider ?? (isNonEmptyString(iss) ? iss.replace(/^https:\/\//, '') : undefined)
  if (name !== undefined) return { [name]: webIdentityToken }
  throw new RolecallError('config', `the token of profile ${profile} does not name its provider`, {
    hint: 'add rolecall_cognito_login, the name of the provider in the pool: graph.facebook.com, www.amazon.com',
  })
}

/** `cognito-identity.amazonaws.com`, or that of China. */
const COGNITO = /^cognito-identity\.[a-z0-9.-]*amazonaws\.com(\.cn)?$/

/**
 * The identity in a token that Cognito issued for a developer's own provider. It has been looked up
 * already.
 */
export function developerIdentity(logins: Logins): string | undefined {
  const [name = '', token = ''] = Object.entries(logins)[0] ?? []
  const { sub } = COGNITO.test(name) ? claimsOf(token) : {}
  return isNonEmptyString(sub) ? sub : undefined
}
