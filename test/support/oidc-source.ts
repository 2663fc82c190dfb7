import type { OidcSource } from '../../src/core/source/sign-ins.js'

/** The source of a profile that signs in at a provider. The provider does not exist. */
export const SIGN_IN: OidcSource = {
  kind: 'oidc',
  issuer: 'https://login.example.com',
  clientId: 'rolecall',
  parameters: {},
  hasSecret: false,
  signIn: { redirectUri: 'http://127.0.0.1/callback', limit: 300 },
}
