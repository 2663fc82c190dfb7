import { EXTRA_PROFILE_OPTION, JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const rotateSpec = {
  name: 'rotate',
  summary: 'replace stored access keys with new ones',
  description:
    'Creates a new key in AWS, stores it, checks that it works, switches the profiles to it, and deactivates the old key. ' +
    'The next rotation deletes the old key.\n' +
    'If it is interrupted, run it again: it continues where it stopped or, if the secret of the new key is lost, deletes that key and starts again.',
  arguments: [
    { syntax: '[profiles...]', description: 'profiles with a stored key', values: 'profile' },
  ],
  options: [
    { syntax: '--all', description: 'rotate every stored key' },
    {
      syntax: '--older-than <time>',
      description: 'skip keys that are newer than this: 90d',
    },
    { syntax: '--delete-old', description: 'delete the old key at once' },
    {
      syntax: '--delete-inactive',
      description: 'delete an inactive second key without asking (AWS allows two keys per user)',
    },
    JSON_OPTION,
    { syntax: '--yes', description: 'rotate without asking' },
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall rotate work', does: 'rotate the key of profile work' },
    {
      command: 'rolecall rotate --all --older-than 90d --yes',
      does: 'rotate every key that is older than 90 days, for example from cron',
    },
  ],
} as const satisfies CommandSpec
