import type { KindOfSource } from '../traits.js'

export const githubActionsKind: KindOfSource<'github-actions'> = {
  label: 'GitHub Actions',
  traits: (source) => ({
    ability: 'token',
    mayBeLongTerm: false,
    keyIdentity: source,
    route: { kind: source.kind },
    cachedAs: undefined,
    remembered: undefined,
    description: 'the identity of this GitHub Actions job',
    profile: undefined,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
    certificate: undefined,
    pool: undefined,
  }),
  identify: (source) => source,
}
