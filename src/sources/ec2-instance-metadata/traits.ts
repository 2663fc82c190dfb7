import type { KindOfSource } from '../traits.js'

export const instanceMetadataKind: KindOfSource<'ec2-instance-metadata'> = {
  label: 'EC2 instance',
  traits: (source) => ({
    ability: 'unsure',
    mayBeLongTerm: false,
    keyIdentity: source,
    description: 'the role of this EC2 instance',
    profile: undefined,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
  }),
}
