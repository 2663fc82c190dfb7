import type { KindOfSource } from '../traits.js'

export const environmentKind: KindOfSource<'environment'> = {
  label: 'environment',
  traits: (source) => ({
    ability: source.temporary ? 'session' : 'long-term',
    mayBeLongTerm: false,
    keyIdentity: { accessKeyId: source.accessKeyId, secretHash: source.secretHash },
    route: source.accessKeyId,
    cachedAs: undefined,
    remembered: undefined,
    description: `${source.temporary ? 'temporary' : 'access'} key ${source.accessKeyId} of the environment`,
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
