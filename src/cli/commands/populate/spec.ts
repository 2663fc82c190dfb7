import {
  DEVICE_OPTION,
  SSO_REGION_OPTION,
  SSO_SESSION_ARGUMENT,
} from '../../identity-center/option-specs.js'
import { DRY_RUN_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const populateSpec = {
  name: 'populate',
  summary: 'write a profile for each role that IAM Identity Center assigns to you',
  description:
    'It keeps lines that you add to these profiles, and every other line of the file.\n' +
    'rolecall itself can use a role without a profile: see rolecall accounts --help.',
  arguments: [SSO_SESSION_ARGUMENT],
  options: [
    {
      syntax: '--template <text>',
      description:
        'template for profile names, with {account}, {accountId}, {role} and {session} (default: {account}-{role})',
    },
    { syntax: '--prefix <text>', description: 'text in front of each name' },
    {
      syntax: '--region <region>',
      description: 'region to write into new profiles',
      values: 'region',
    },
    { syntax: '--prune', description: 'remove populated profiles whose role you no longer have' },
    { syntax: '--remove', description: 'remove all populated profiles' },
    { syntax: '--adopt', description: 'also make every SDK run rolecall for new profiles' },
    DRY_RUN_OPTION,
    DEVICE_OPTION,
    SSO_REGION_OPTION,
  ],
  examples: [
    { command: 'rolecall populate --dry-run', does: 'show what would change' },
    {
      command: "rolecall populate corp --template '{role}.{account}' --prune",
      does: 'write profiles, and remove those whose role you no longer have',
    },
    { command: 'rolecall populate corp --remove', does: 'undo rolecall populate corp' },
  ],
} as const satisfies CommandSpec
