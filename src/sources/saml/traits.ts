import type { KindOfSource } from '../traits.js'
import type { SamlSource } from '../../core/source.js'

/** Enough for a user name, a password, a code, and an expired password. */
export const SIGN_IN_TIMEOUT_SECONDS = 300

export const samlKind: KindOfSource<'saml'> = {
  label: 'SAML',
  traits: (source) => ({
    ability: 'token',
    mayBeLongTerm: false,
    keyIdentity: source,
    description: `a SAML assertion ${originOf(source)}`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: undefined,
    runsCommand: source.command !== undefined,
    signIn: {
      timeoutSeconds: SIGN_IN_TIMEOUT_SECONDS,
      promptsUser: source.url !== undefined,
      client: undefined,
    },
    saml: source,
  }),
}

function originOf({ url, command, file, profile }: SamlSource): string {
  if (url !== undefined) return `from a sign-in in the browser at ${url}`
  if (command !== undefined) return `printed by the command of profile ${profile}`
  return file === undefined ? 'passed in with --saml-assertion' : `in ${file}`
}
