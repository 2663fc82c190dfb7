import { OBTAIN_OPTIONS, PLAN_OPTIONS } from './shared.js'
import type { CommandSpec } from './spec.js'

export const loginSpec: CommandSpec = {
  name: 'login',
  summary: 'obtain sessions ahead of time, with the prompts they need',
  description:
    'Do this before a program that cannot prompt. With --refresh the MFA session is renewed too.',
  arguments: [{ syntax: '[profiles...]', description: 'profiles or role ARNs', values: 'profile' }],
  options: [
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
    {
      syntax: '--client-secret-from <file>',
      description: 'keep the secret of the OpenID Connect client in the keychain; - is stdin',
      values: 'file',
    },
  ],
  examples: [
    { command: 'rolecall login dev prod', does: 'one code, two roles ready' },
    { command: 'rolecall login --refresh dev', does: 'a new MFA session' },
  ],
}

export const logoutSpec: CommandSpec = {
  name: 'logout',
  summary: 'forget cached sessions',
  description:
    'What has been handed out stays valid until it expires: AWS cannot take it back by this.\n' +
    'The MFA session that roles share is forgotten when its own profile is named, or with --all.\n' +
    'A sign-in with an OpenID Connect provider is forgotten with --all.',
  arguments: [{ syntax: '[profiles...]', description: 'whose sessions', values: 'session' }],
  options: [{ syntax: '--all', description: 'every session and sign-in' }],
  examples: [
    { command: 'rolecall logout dev', does: 'forget the session of dev' },
    { command: 'rolecall logout --all', does: 'forget every session' },
  ],
}

export const statusSpec: CommandSpec = {
  name: 'status',
  summary: 'cached sessions with the time that they have left',
  options: [{ syntax: '--json', description: 'as data' }],
  examples: [{ command: 'rolecall status', does: 'a table; never prompts, calls nothing' }],
}
