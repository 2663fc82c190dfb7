import { EXTRA_PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const logoutSpec = {
  name: 'logout',
  summary: 'remove cached sessions',
  description:
    'Credentials already handed out stay valid until they expire; this does not revoke them at AWS.\n' +
    'The shared MFA session is only removed if you name its profile or use --all.\n' +
    'Sign-ins are only removed with --all; --sign-out ends one of IAM Identity Center or the console.',
  arguments: [
    {
      syntax: '[profiles...]',
      description: 'profiles whose sessions to remove',
      values: 'session',
    },
  ],
  options: [
    { syntax: '--all', description: 'remove every session and sign-in' },
    {
      syntax: '--sign-out',
      description: 'also end the IAM Identity Center or console sign-in of the profiles',
    },
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall logout dev', does: "remove dev's session" },
    { command: 'rolecall logout --sign-out dev', does: 'also sign out of IAM Identity Center' },
    { command: 'rolecall logout --all', does: 'remove every session and sign-in' },
  ],
} as const satisfies CommandSpec
