import type { SigningIdentity } from '../../core/credentials.js'
import type { OidcSource } from '../../core/source/sign-ins.js'
import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

export const oidcKind: KindOfSource<'oidc'> = {
  label: 'OIDC',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'token',
    keyIdentity: source.user === undefined ? undefined : { ...source, signIn: undefined },
    route: originOf(source),
    remembered:
      source.user === undefined
        ? undefined
        : { user: source.user, origin: originOf(source), isCommand: false },
    description: `a sign-in at ${source.issuer}, as client ${source.clientId}`,
    profile: undefined,
    runsCommand: false,
    signIn: { timeoutSeconds: source.signIn.limit, promptsUser: true, client: source },
  }),
  identify({ user: _, ...source }, evidence, answer) {
    const user = answer ? userIn(answer) : evidence.signedIn(originOf(source), false)
    return user === undefined ? source : { ...source, user }
  },
}

function originOf({ signIn: _, user: __, ...source }: OidcSource): object {
  return source
}

const userIn = (answer: SigningIdentity): string | undefined =>
  'user' in answer ? answer.user : undefined
