import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const listSpec = {
  name: 'list',
  summary: 'list profiles with their role, account, source, MFA and session',
  options: [
    { syntax: '--name <part>', description: 'only profiles with this in their name' },
    {
      syntax: '--account <part>',
      description: 'only profiles with this in their account number or account name',
    },
    { syntax: '--role <part>', description: 'only profiles with this in their role name' },
    JSON_OPTION,
  ],
  examples: [
    { command: 'rolecall list', does: 'a table; never prompts, makes no network calls' },
    {
      command: 'rolecall list --role admin --json',
      does: 'all profiles with an admin role, as JSON',
    },
  ],
} as const satisfies CommandSpec
