import type { KindOfSource } from '../traits.js'

export const loginKind: KindOfSource<'login'> = {
  label: 'aws login',
  traits: (source) => ({
    ability: 'session',
    mayBeLongTerm: false,
    keyIdentity: source.tokenHash === undefined ? undefined : { ...source, profile: undefined },
    route: { ...source, profile: undefined, tokenHash: undefined },
    cachedAs: 'aws login',
    remembered: undefined,
    description: `the console sign-in of profile ${source.profile}`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
    certificate: undefined,
    pool: undefined,
  }),
  /** If the user signed in again while the SDK was asked, it is unknown whose the answer is. */
  identify({ tokenHash: before, ...source }, evidence, answer) {
    const tokenHash = evidence.consoleSignIn(source.session)
    const isSure = tokenHash !== undefined && (answer === undefined || tokenHash === before)
    return isSure ? { ...source, tokenHash } : source
  },
}
