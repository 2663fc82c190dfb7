import {
  DEVICE_OPTION,
  SSO_REGION_OPTION,
  SSO_SESSION_ARGUMENT,
} from '../../identity-center/option-specs.js'
import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const accountsSpec = {
  name: 'accounts',
  summary: 'list the accounts and roles that IAM Identity Center assigns to you',
  description:
    'Signs you in if necessary. You can use the names in the list like profile names.\n' +
    'rolecall remembers the list for a day.',
  arguments: [SSO_SESSION_ARGUMENT],
  options: [
    {
      syntax: '--account <part>',
      description: 'only accounts whose name or number contains this text',
    },
    { syntax: '--role <part>', description: 'only roles whose name contains this text' },
    { syntax: '--refresh', description: 'get a new list from AWS' },
    DEVICE_OPTION,
    SSO_REGION_OPTION,
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
