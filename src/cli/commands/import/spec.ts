import { BACKENDS } from '../../../vaults/vault.js'
import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

/** Where keys come from; each has an importer in importers.ts. */
const IMPORT_SOURCES = ['credentials', 'aws-vault', 'granted', 'csv', 'environment'] as const

export type ImportSource = (typeof IMPORT_SOURCES)[number]

export const importSpec = {
  name: 'import',
  summary: 'move or copy access keys into the keychain',
  description:
    'Shows the diff of the AWS files. For each key, it asks AWS for the owner, stores the key, reads it back, and only then edits the files. ' +
    'If it is interrupted, run it again: no key is lost. Other tools keep their copies.\n' +
    'Without names, it imports all long-term keys.',
  arguments: [
    {
      syntax: '[profiles...]',
      description:
        'profiles whose keys to import; with --from csv, the last argument is the file (- is standard input)',
      values: 'profile',
    },
  ],
  options: [
    {
      syntax: '--from <where>',
      description:
        'where the keys are; default: credentials, which means both ~/.aws/credentials and ~/.aws/config',
      values: IMPORT_SOURCES,
    },
    {
      syntax: '--backend <name>',
      description:
        "read only this backend of aws-vault or granted; default: the tool's own setting, else all backends of this system",
      values: BACKENDS,
    },
    {
      syntax: '--as <profile>',
      description: 'import a single key into this profile',
      values: 'profile',
    },
    DRY_RUN_OPTION,
    { syntax: '--keep', description: 'store the keys, but do not change the AWS files' },
    {
      syntax: '--replace',
      description:
        "replace another stored key, or another tool's credential_process, in these profiles",
    },
    { syntax: '--no-verify', description: 'store the keys without asking AWS' },
    { syntax: '--root', description: 'accept the key of the root user' },
    { syntax: '--yes', description: 'import without asking' },
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall import --from credentials', does: 'move every long-term key' },
    {
      command: 'rolecall import base --from credentials --dry-run',
      does: 'show what would change for one profile',
    },
    { command: 'rolecall import --from aws-vault', does: 'copy every key from aws-vault' },
    {
      command: 'rolecall import work --from csv ~/Downloads/accessKeys.csv',
      does: 'store the key in a CSV file from the AWS console',
    },
  ],
} as const satisfies CommandSpec
