import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION, PROFILES_ARGUMENT } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const importSpec = {
  name: 'import',
  summary: 'move access keys from the AWS files into the keychain',
  description:
    'Shows the diff, then for each key: asks AWS whose it is, stores it, reads it back, and only then takes its lines out of the file. ' +
    'If it is interrupted, run it again: the key is in the file, in the store, or in both.\n' +
    'Without names, it moves the long-term keys of all profiles.',
  arguments: [PROFILES_ARGUMENT],
  options: [
    {
      syntax: '--from <where>',
      description:
        'where the keys are: credentials, which means ~/.aws/credentials and ~/.aws/config',
      values: ['credentials'],
    },
    DRY_RUN_OPTION,
    { syntax: '--keep', description: 'store the keys, and leave the files as they are' },
    { syntax: '--replace', description: 'replace other keys that are stored for these profiles' },
    { syntax: '--no-verify', description: 'store the keys without asking AWS' },
    { syntax: '--root', description: 'accept the key of the root user' },
    { syntax: '--yes', description: 'move them without asking' },
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall import --from credentials', does: 'move every long-term key' },
    {
      command: 'rolecall import base --from credentials --dry-run',
      does: 'show what would change for one profile',
    },
  ],
} as const satisfies CommandSpec
