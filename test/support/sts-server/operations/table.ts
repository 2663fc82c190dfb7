import type { Operation } from '../operation.js'
import { assumeRole } from './assume-role.js'
import { assumeRoleWithSaml } from './assume-role-with-saml.js'
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.js'
import { assumeRoot } from './assume-root.js'
import { decodeAuthorizationMessage } from './decode-authorization-message.js'
import { getAccessKeyInfo } from './get-access-key-info.js'
import { getCallerIdentity } from './get-caller-identity.js'
import { getDelegatedAccessToken } from './get-delegated-access-token.js'
import { getFederationToken } from './get-federation-token.js'
import { getSessionToken } from './get-session-token.js'
import { getWebIdentityToken } from './get-web-identity-token.js'

/** The implemented operations by name. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['AssumeRole', assumeRole],
  ['AssumeRoleWithSAML', assumeRoleWithSaml],
  ['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity],
  ['AssumeRoot', assumeRoot],
  ['DecodeAuthorizationMessage', decodeAuthorizationMessage],
  ['GetAccessKeyInfo', getAccessKeyInfo],
  ['GetCallerIdentity', getCallerIdentity],
  ['GetDelegatedAccessToken', getDelegatedAccessToken],
  ['GetFederationToken', getFederationToken],
  ['GetSessionToken', getSessionToken],
  ['GetWebIdentityToken', getWebIdentityToken],
])

/** Operations that a kind of principal may call; kinds without an entry may call all. */
export const ALLOWED_OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  federated: ['GetCallerIdentity', 'GetFederationToken', 'GetSessionToken'],
  'session-token': ['AssumeRole', 'GetCallerIdentity', 'GetFederationToken', 'GetSessionToken'],
}
