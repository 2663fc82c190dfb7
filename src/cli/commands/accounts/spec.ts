import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const accountsSpec = {
  name: 'accounts',
  summary: 'list the accounts and roles that IAM Identity Center assigns to you',
  description:
    'Signs you in if necessary. You can use the names in the list like profile names.\n' +
    'rolecall remembers the list for a day.',
  arguments: [
    {
      syntax: '[session]',
      description:
        'an [sso-session], a profile or a start URL (default: that of AWS_PROFILE, else the only [sso-session])',
      values: 'profile',
    },
  ],
  options: [
    {
      syntax: '--account <part>',
      description: 'only accounts whose name or number contains this text',
    },
    { syntax: '--role <part>', description: 'only roles whose name contains this text' },
    { syntax: '--refresh', description: 'get a new list from AWS' },
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
    { command: 'rolecall accounts', does: 'list all roles' },
    {
      command: 'rolecall accounts corp --role admin --json',
      does: 'list all admin roles, as JSON',
    },
    {
      command: 'rolecall use prod/ReadOnly',
      does: 'switch to a role from the list, without a profile',
    },
  ],
} as const satisfies CommandSpec
