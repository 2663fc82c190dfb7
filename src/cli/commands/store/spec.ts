import { STORE_NAMES } from '../../../store/store.js'
import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const storeSpec = {
  name: 'store',
  summary: 'show or change where sessions are stored',
  description:
    'With a name, it switches to that store and moves everything there, except that keys and seeds do not move to kernel. "none" deletes everything except long-term keys and MFA seeds, and asks first.\n' +
    '"auto" lets rolecall choose: the OS keychain, else encrypted files, else the Linux kernel keyring.',
  arguments: [
    {
      syntax: '[name]',
      description: [...STORE_NAMES, 'auto'].join(', '),
      values: [...STORE_NAMES, 'auto'],
    },
  ],
  options: [JSON_OPTION, { syntax: '--yes', description: 'with none: delete without asking' }],
  examples: [
    {
      command: 'rolecall store',
      does: 'list the stores, with their state and number of sessions',
    },
    { command: 'rolecall store kernel', does: 'store sessions in the Linux kernel keyring' },
  ],
} as const satisfies CommandSpec
