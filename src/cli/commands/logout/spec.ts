import { EXTRA_PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const logoutSpec = {
  name: 'logout',
  summary: 'forget cached sessions',
  description:
    'Credentials already handed out stay valid until they expire; this does not revoke them at AWS.\n' +
    'The shared MFA session is only forgotten if you name its profile or use --all.\n' +
    'Sign-ins with an OpenID Connect provider are only forgotten with --all.',
  arguments: [
    {
      syntax: '[profiles...]',
      description: 'profiles whose sessions to forget',
      values: 'session',
    },
  ],
  options: [
    { syntax: '--all', description: 'forget every session and sign-in' },
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall logout dev', does: 'forget the session of dev' },
    { command: 'rolecall logout --all', does: 'forget every session' },
  ],
} as const satisfies CommandSpec
