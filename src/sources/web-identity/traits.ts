import type { KindOfSource } from '../traits.js'

export const webIdentityFileKind: KindOfSource<'web-identity-file'> = {
  label: 'web identity',
  traits: (source) => ({
    ability: 'token',
    mayBeLongTerm: false,
    keyIdentity: source,
    description: `the web identity token in ${source.file}`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
  }),
}

export const webIdentityProcessKind: KindOfSource<'web-identity-process'> = {
  label: 'web identity',
  traits: (source) => ({
    ability: 'token',
    mayBeLongTerm: false,
    keyIdentity: source,
    description: `the web identity token that the command of profile ${source.profile} prints`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: true,
    signIn: undefined,
    saml: undefined,
  }),
}
