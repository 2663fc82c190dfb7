import type { KindOfSource } from '../traits.js'

export const oidcKind: KindOfSource<'oidc'> = {
  label: 'OIDC',
  traits: (source) => ({
    ability: 'token',
    mayBeLongTerm: false,
    keyIdentity: { ...source, signIn: undefined },
    description: `a sign-in at ${source.issuer}, as client ${source.clientId}`,
    profile: undefined,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: { timeoutSeconds: source.signIn.limit, promptsUser: true, client: source },
    saml: undefined,
  }),
}
