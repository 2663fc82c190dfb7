import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const keysSpec = {
  name: 'keys',
  summary: 'list the stored access keys',
  description:
    'Reads the index: no key is read, and AWS is not called. The age counts from when rolecall stored the key, ' +
    'until --online has asked IAM when it was created.',
  options: [
    JSON_OPTION,
    {
      syntax: '--online',
      description: 'ask IAM for the status, the age and the last use of each key',
    },
  ],
  examples: [
    { command: 'rolecall keys', does: 'list profile, key ID, user, account, age and store' },
    { command: 'rolecall keys --online', does: 'also ask IAM when each key was used last' },
  ],
} as const satisfies CommandSpec
