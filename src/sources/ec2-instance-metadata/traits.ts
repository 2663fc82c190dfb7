import { signerOf } from '../../core/state/evidence.js'
import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const instanceMetadataKind: KindOfSource<'ec2-instance-metadata'> = {
  label: 'EC2 instance',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'unsure',
    keyIdentity: source.signer,
    route: { ...source, signer: undefined },
    description: 'the role of this EC2 instance',
    profile: undefined,
    runsCommand: false,
  }),
  /** A home may be shared by many instances, and a role may be replaced: it is asked each time. */
  identify: ({ signer: _, ...source }, _evidence, answer) =>
    answer && 'accessKeyId' in answer ? { ...source, signer: signerOf(answer) } : source,
}
