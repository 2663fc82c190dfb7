import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const keysSpec = {
  name: 'keys',
  summary: 'list the stored access keys',
  description:
    'Without --online, it reads neither the keys themselves nor anything from AWS. The age is then the time since rolecall stored the key or, ' +
    'if --online was used before, since AWS created it.',
  options: [
    JSON_OPTION,
    {
      syntax: '--online',
      description: 'get the status, the age and the last use of each key from IAM',
    },
  ],
  examples: [
    { command: 'rolecall keys', does: 'list profile, key ID, user, account, age and store' },
    { command: 'rolecall keys --online', does: 'also show when each key was last used' },
  ],
} as const satisfies CommandSpec
