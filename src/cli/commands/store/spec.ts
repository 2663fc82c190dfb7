import { STORE_VALUES } from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const storeSpec = {
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
} as const satisfies CommandSpec
