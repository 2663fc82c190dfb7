import { signerOf } from '../../core/state/evidence.js'
import type { KindOfSource } from '../traits.js'

export const instanceMetadataKind: KindOfSource<'ec2-instance-metadata'> = {
  label: 'EC2 instance',
  traits: (source) => ({
    ability: 'unsure',
    mayBeLongTerm: false,
    keyIdentity: source.signer,
    route: { ...source, signer: undefined },
    cachedAs: undefined,
    remembered: undefined,
    description: 'the role of this EC2 instance',
    profile: undefined,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
    certificate: undefined,
    pool: undefined,
  }),
  /** A home may be shared by many instances, and a role may be replaced: it is asked each time. */
  identify: ({ signer: _, ...source }, _evidence, answer) =>
    answer && 'accessKeyId' in answer ? { ...source, signer: signerOf(answer) } : source,
}
