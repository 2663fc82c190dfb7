import { BACKENDS } from '../../../vaults/vault.js'
import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

/** Where keys come from; each has an importer in importers.ts. */
const IMPORT_SOURCES = ['credentials', 'aws-vault', 'granted', 'csv', 'environment'] as const

export type ImportSource = (typeof IMPORT_SOURCES)[number]

export const importSpec = {
  name: 'import',
  summary: 'move access keys into the keychain',
  description:
    'Shows the diff of the AWS files, then for each key: asks AWS whose it is, stores it, reads it back, and only then writes the profile, or takes the lines of the key out of the file. ' +
    'If it is interrupted, run it again: the key is where it was, in the store, or in both. Other tools keep their copies.\n' +
    'Without names, it takes all long-term keys.',
  arguments: [
    {
      syntax: '[profiles...]',
      description:
        'names of the keys, which are those of profiles; with --from csv, the file comes last (- is standard input)',
      values: 'profile',
    },
  ],
  options: [
    {
      syntax: '--from <where>',
      description:
        'where the keys are; default: credentials, which means both AWS files, ~/.aws/credentials and ~/.aws/config',
      values: IMPORT_SOURCES,
    },
    {
      syntax: '--backend <name>',
      description:
        "where aws-vault or granted keeps them; default: the tool's own setting, otherwise every backend that it can use here",
      values: BACKENDS,
    },
    {
      syntax: '--as <profile>',
      description: 'give the one key to this profile',
      values: 'profile',
    },
    DRY_RUN_OPTION,
    { syntax: '--keep', description: 'store the keys, and leave the AWS files as they are' },
    {
      syntax: '--replace',
      description:
        "replace another stored key or the other tool's credential_process that these profiles have",
    },
    { syntax: '--no-verify', description: 'store the keys without asking AWS' },
    { syntax: '--root', description: 'accept the key of the root user' },
    { syntax: '--yes', description: 'do it without asking' },
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall import --from credentials', does: 'move every long-term key' },
    {
      command: 'rolecall import base --from credentials --dry-run',
      does: 'show what would change for one profile',
    },
    { command: 'rolecall import --from aws-vault', does: 'copy every key of aws-vault' },
    {
      command: 'rolecall import work --from csv ~/Downloads/accessKeys.csv',
      does: 'store the key of a file from the AWS console',
    },
  ],
} as const satisfies CommandSpec
