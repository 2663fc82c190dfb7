import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const environmentKind: KindOfSource<'environment'> = {
  label: 'environment',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: source.temporary ? 'session' : 'long-term',
    keyIdentity: { accessKeyId: source.accessKeyId, secretHash: source.secretHash },
    route: source.accessKeyId,
    description: `${source.temporary ? 'temporary' : 'access'} key ${source.accessKeyId} of the environment`,
    profile: undefined,
    runsCommand: false,
  }),
  identify: (source) => source,
}
