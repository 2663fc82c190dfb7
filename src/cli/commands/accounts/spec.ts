import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const accountsSpec = {
  name: 'accounts',
  summary: 'list the accounts and roles that IAM Identity Center assigns to you',
  description:
    'Signs you in if that is necessary. Each NAME can be used like a profile.\n' +
    'The list is remembered for a day.',
  arguments: [
    {
      syntax: '[session]',
      description: 'an [sso-session], a profile or a start URL (default: the only one)',
      values: 'profile',
    },
  ],
  options: [
    { syntax: '--account <part>', description: 'only accounts with this in their name or number' },
    { syntax: '--role <part>', description: 'only roles with this in their name' },
    { syntax: '--refresh', description: 'ask AWS even if the list is remembered' },
    {
      syntax: '--device',
      description: 'sign in with a code on another device, even if there is a browser here',
    },
    {
      syntax: '--sso-region <region>',
      description: 'region of IAM Identity Center, for a start URL',
      values: 'region',
    },
    JSON_OPTION,
  ],
  examples: [
    { command: 'rolecall accounts', does: 'a table of all roles' },
    { command: 'rolecall accounts corp --role admin --json', does: 'all admin roles, as JSON' },
    {
      command: 'rolecall use prod/ReadOnly',
      does: 'switch to a role of the list; no profile is needed',
    },
  ],
} as const satisfies CommandSpec
