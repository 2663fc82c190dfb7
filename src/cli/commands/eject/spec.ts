import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION, PROFILES_ARGUMENT } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const ejectSpec = {
  name: 'eject',
  summary: 'undo adopt, restoring each profile byte for byte',
  description:
    'It also undoes what add and import write into a profile: the line that runs rolecall goes, and the command of another tool comes back. ' +
    'The stored key stays in its store, and no secret is written into a file; eject says how to get the key out, or remove it. adopt brings the line back.',
  arguments: [PROFILES_ARGUMENT],
  options: [
    {
      syntax: '--all',
      description: 'all profiles that rolecall adopted, and those with a stored key',
    },
    DRY_RUN_OPTION,
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall eject dev', does: 'undo rolecall adopt dev' },
    { command: 'rolecall eject --all', does: 'before you uninstall rolecall' },
  ],
} as const satisfies CommandSpec
