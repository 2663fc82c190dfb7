import { EXTRA_PROFILE_OPTION } from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const logoutSpec = {
  name: 'logout',
  summary: 'forget cached sessions',
  description:
    'What has been handed out stays valid until it expires: AWS cannot take it back by this.\n' +
    'The MFA session that roles share is forgotten when its own profile is named, or with --all.\n' +
    'A sign-in with an OpenID Connect provider is forgotten with --all.',
  arguments: [{ syntax: '[profiles...]', description: 'whose sessions', values: 'session' }],
  options: [{ syntax: '--all', description: 'every session and sign-in' }, EXTRA_PROFILE_OPTION],
  examples: [
    { command: 'rolecall logout dev', does: 'forget the session of dev' },
    { command: 'rolecall logout --all', does: 'forget every session' },
  ],
} as const satisfies CommandSpec
