import { signerOf } from '../../core/state/evidence.js'
import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const processKind: KindOfSource<'process'> = {
  label: undefined,
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: source.longTerm ? 'long-term' : 'unsure',
    mayBeLongTerm: true,
    keyIdentity: source.signer,
    route: { ...source, signer: undefined },
    description: `${source.longTerm ? 'the access key from ' : ''}the credential_process of profile ${source.profile}`,
    profile: source.profile,
    runsCommand: true,
  }),
  /** What a command prints may depend on anything: it is asked each time. */
  identify: ({ signer: _, ...source }, _evidence, answer) =>
    answer && 'accessKeyId' in answer ? { ...source, signer: signerOf(answer) } : source,
}
