import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const listSpec = {
  name: 'list',
  summary: 'list profiles with their role, account, source, MFA and session',
  options: [
    { syntax: '--name <part>', description: 'only profiles whose name contains this text' },
    {
      syntax: '--account <part>',
      description: 'only profiles whose account number or account name contains this text',
    },
    { syntax: '--role <part>', description: 'only profiles whose role name contains this text' },
    JSON_OPTION,
  ],
  examples: [
    { command: 'rolecall list', does: 'print a table; never prompts, makes no network calls' },
    {
      command: 'rolecall list --role admin --json',
      does: 'list all profiles with an admin role, as JSON',
    },
  ],
} as const satisfies CommandSpec
