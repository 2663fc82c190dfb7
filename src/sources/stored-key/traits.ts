import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const storedKeyKind: KindOfSource<'stored-key'> = {
  label: undefined,
  // The same identity as of a key in a file, so that sessions stay valid when a key is imported.
  traits: ({ profile, accessKeyId }) => ({
    ...USUAL_TRAITS,
    ability: 'long-term',
    keyIdentity: accessKeyId,
    route: accessKeyId,
    description: `access key ${accessKeyId} of profile ${profile}, stored by rolecall`,
    profile,
    runsCommand: false,
  }),
  // A rotation may have replaced the key since the plan was made.
  identify(source, { storedKey }, answer) {
    const answered = answer && 'accessKeyId' in answer ? answer.accessKeyId : undefined
    return { ...source, accessKeyId: answered ?? storedKey(source.profile) ?? source.accessKeyId }
  },
}
