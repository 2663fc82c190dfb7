import { STORE_NAMES } from '../../../store/store.js'
import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const storeSpec = {
  name: 'store',
  summary: 'show or change where sessions are stored',
  description:
    'With a name: use that store from now on, and move existing sessions and sign-ins to it;\n"none" forgets them, and asks first.\n' +
    '"auto" lets rolecall choose again: the OS keychain, else encrypted files, else the Linux kernel keyring.',
  arguments: [
    {
      syntax: '[name]',
      description: [...STORE_NAMES, 'auto'].join(', '),
      values: [...STORE_NAMES, 'auto'],
    },
  ],
  options: [JSON_OPTION, { syntax: '--yes', description: 'forget what is stored without asking' }],
  examples: [
    {
      command: 'rolecall store',
      does: 'list the stores, whether each works here, and how many sessions it contains',
    },
    { command: 'rolecall store kernel', does: 'store sessions in the Linux kernel keyring' },
  ],
} as const satisfies CommandSpec
