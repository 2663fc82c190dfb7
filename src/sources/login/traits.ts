import type { KindOfSource } from '../traits.js'

export const loginKind: KindOfSource<'login'> = {
  label: 'aws login',
  traits: (source) => ({
    ability: 'session',
    mayBeLongTerm: false,
    keyIdentity: source,
    description: `the console sign-in of profile ${source.profile}`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
  }),
}
