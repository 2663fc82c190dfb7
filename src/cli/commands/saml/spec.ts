import {
  JSON_OPTION,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
  SAML_ASSERTION_OPTION,
} from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const samlSpec = {
  name: 'saml',
  summary: 'list the roles that a SAML identity provider offers you',
  description:
    'Reads only the assertion, and does not call AWS. Without --saml-assertion, ' +
    'it gets the assertion as the profile says: from a file, a command, or a browser sign-in.',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, SAML_ASSERTION_OPTION, JSON_OPTION],
  examples: [
    { command: 'rolecall saml corp', does: 'sign in and list the roles' },
    {
      command: 'pbpaste | rolecall saml --saml-assertion -',
      does: 'list the roles in an assertion that you copied',
    },
  ],
} as const satisfies CommandSpec
