import type { KindOfSource } from '../traits.js'

export const containerKind: KindOfSource<'ecs-container'> = {
  label: 'container',
  traits: (source) => ({
    ability: 'unsure',
    mayBeLongTerm: false,
    keyIdentity: source,
    description: 'the role of this container',
    profile: undefined,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
  }),
}
