import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const githubActionsKind: KindOfSource<'github-actions'> = {
  label: 'GitHub Actions',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'token',
    keyIdentity: source,
    route: { kind: source.kind },
    description: 'the identity of this GitHub Actions job',
    profile: undefined,
    runsCommand: false,
  }),
  identify: (source) => source,
}
