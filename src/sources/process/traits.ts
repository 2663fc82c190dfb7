import type { KindOfSource } from '../traits.js'

export const processKind: KindOfSource<'process'> = {
  label: undefined,
  traits: (source) => ({
    ability: source.longTerm ? 'long-term' : 'unsure',
    mayBeLongTerm: true,
    keyIdentity: source,
    description: `${source.longTerm ? 'the access key from ' : ''}the credential_process of profile ${source.profile}`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: true,
    signIn: undefined,
    saml: undefined,
  }),
}
