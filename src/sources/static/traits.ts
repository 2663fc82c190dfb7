import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const staticKind: KindOfSource<'static'> = {
  label: undefined,
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: source.temporary ? 'session' : 'long-term',
    keyIdentity: source.accessKeyId,
    route: source.accessKeyId,
    description: `${source.temporary ? 'temporary' : 'access'} key ${source.accessKeyId} of profile ${source.profile}, in ${source.file}`,
    profile: source.profile,
    keyFile: source.file,
    runsCommand: false,
  }),
  identify: (source) => source,
}
