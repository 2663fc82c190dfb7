import { PROFILE_ARGUMENT, PROFILE_OPTION, SAML_ASSERTION_OPTION } from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const samlSpec: CommandSpec = {
  name: 'saml',
  summary: 'the roles that a SAML identity provider offers you',
  description:
    'Reads the assertion only: AWS is not asked. Without --saml-assertion it comes from where the profile says,\n' +
    'if need be from a sign-in with the browser.',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, SAML_ASSERTION_OPTION, { syntax: '--json', description: 'as data' }],
  examples: [
    { command: 'rolecall saml corp', does: 'sign in, and list the roles' },
    { command: 'pbpaste | rolecall saml --saml-assertion -', does: 'of an assertion you copied' },
  ],
}
