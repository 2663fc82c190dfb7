import type { KindOfSource } from '../traits.js'

export const staticKind: KindOfSource<'static'> = {
  label: undefined,
  traits: (source) => ({
    ability: source.temporary ? 'session' : 'long-term',
    mayBeLongTerm: false,
    keyIdentity: source.accessKeyId,
    route: source.accessKeyId,
    cachedAs: undefined,
    remembered: undefined,
    description: `${source.temporary ? 'temporary' : 'access'} key ${source.accessKeyId} of profile ${source.profile}, in ${source.file}`,
    profile: source.profile,
    keyFile: source.file,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
    certificate: undefined,
    pool: undefined,
  }),
  identify: (source) => source,
}
