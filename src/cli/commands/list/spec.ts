import type { CommandSpec } from '../../spec.js'

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
