import type { SigningIdentity } from '../../core/credentials.js'
import { type KindOfSource, type RememberedUser, USUAL_TRAITS } from '../traits.js'
import type { SamlSource } from '../../core/source/sign-ins.js'

/** Enough for a user name, a password, a code, and an expired password. */
export const SIGN_IN_TIMEOUT_SECONDS = 300

export const samlKind: KindOfSource<'saml'> = {
  label: 'SAML',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'token',
    keyIdentity: source.user === undefined ? undefined : { ...source, content: undefined },
    route: { ...source, user: undefined, content: undefined },
    remembered: rememberedUser(source),
    description: `a SAML assertion ${originOf(source)}`,
    profile: source.profile,
    runsCommand: source.command !== undefined,
    signIn: {
      timeoutSeconds: SIGN_IN_TIMEOUT_SECONDS,
      promptsUser: source.url !== undefined,
      client: undefined,
    },
    saml: source,
  }),
  /**
   * An assertion is valid for minutes and may cost a sign-in. So rolecall remembers who signed in:
   * for a file by its content, for a command by its surroundings.
   */
  identify({ user: _, content: __, ...bare }, evidence, answer) {
    const content = bare.file === undefined ? undefined : evidence.hashOf(bare.file)
    const source = content === undefined ? bare : { ...bare, content }
    const isCommand = source.command !== undefined
    const user = answer ? userIn(answer) : evidence.signedIn(source, isCommand)
    return user === undefined ? source : { ...source, user }
  },
}

function rememberedUser({ user, ...origin }: SamlSource): RememberedUser | undefined {
  if (user === undefined) return undefined
  return { user, origin, isCommand: origin.command !== undefined }
}

const userIn = (answer: SigningIdentity): string | undefined =>
  'samlAssertion' in answer ? answer.user : undefined

function originOf({ url, command, file, profile }: SamlSource): string {
  if (url !== undefined) return `from a sign-in in the browser at ${url}`
  if (command !== undefined) return `printed by the command of profile ${profile}`
  return file === undefined ? 'passed in with --saml-assertion' : `in ${file}`
}
