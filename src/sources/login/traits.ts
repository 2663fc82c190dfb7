import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const loginKind: KindOfSource<'login'> = {
  label: 'aws login',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'session',
    keyIdentity: source.tokenHash === undefined ? undefined : { ...source, profile: undefined },
    route: { ...source, profile: undefined, tokenHash: undefined },
    cachedAs: 'aws login',
    description: `the console sign-in of profile ${source.profile}`,
    profile: source.profile,
    runsCommand: false,
  }),
  /** If the user signed in again while the SDK was asked, it is unknown whose the answer is. */
  identify({ tokenHash: before, ...source }, evidence, answer) {
    const tokenHash = evidence.consoleSignIn(source.session)
    const isSure = tokenHash !== undefined && (answer === undefined || tokenHash === before)
    return isSure ? { ...source, tokenHash } : source
  },
}
