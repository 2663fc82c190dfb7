import { OBTAIN_OPTIONS, ONE_MORE, PLAN_OPTIONS, STORE_VALUES } from './shared.js'
import type { CommandSpec, OptionSpec } from './spec.js'

/** Whoever signs in anew means all of it. */
const REFRESH: OptionSpec = {
  syntax: '--refresh',
  description: 'issue the session anew, and its MFA session as well',
  heading: 'MFA and cache:',
}

export const loginSpec: CommandSpec = {
  name: 'login',
  summary: 'obtain sessions ahead of time, with the prompts they need',
  description: 'Do this before a program that cannot prompt.',
  arguments: [{ syntax: '[profiles...]', description: 'profiles or role ARNs', values: 'profile' }],
  options: [
    ONE_MORE,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS.map((option) => (option.syntax === REFRESH.syntax ? REFRESH : option)),
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
  options: [{ syntax: '--all', description: 'every session and sign-in' }, ONE_MORE],
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

export const storeSpec: CommandSpec = {
  name: 'store',
  summary: 'where sessions are kept, and what else could keep them',
  description:
    'With a name: sessions and sign-ins are kept there from now on, and those that there are move there.\n' +
    '"auto" leaves the choice to rolecall again: the keychain, else sealed files, else the kernel keyring.',
  arguments: [
    {
      syntax: '[name]',
      description: [...STORE_VALUES, 'auto'].join(', '),
      values: [...STORE_VALUES, 'auto'],
    },
  ],
  options: [{ syntax: '--json', description: 'as data' }],
  examples: [
    { command: 'rolecall store', does: 'each store, whether it works here, and what it holds' },
    { command: 'rolecall store kernel', does: 'keep sessions in the memory of the kernel' },
  ],
}

export const listSpec: CommandSpec = {
  name: 'list',
  summary: 'profiles with their role, account, source, MFA and session',
  options: [
    { syntax: '--name <part>', description: 'profiles with this in their name' },
    { syntax: '--account <part>', description: 'with this in their account, by number or name' },
    { syntax: '--role <part>', description: 'with this in the name of their role' },
    { syntax: '--json', description: 'as data' },
  ],
  examples: [
    { command: 'rolecall list', does: 'a table; never prompts, calls nothing' },
    { command: 'rolecall list --role admin --json', does: 'every way to an admin role' },
  ],
}
