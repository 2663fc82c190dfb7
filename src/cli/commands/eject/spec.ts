import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION, PROFILES_ARGUMENT } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const ejectSpec = {
  name: 'eject',
  summary: 'undo adopt, restoring each profile byte for byte',
  description:
    'It also undoes what add and import wrote into a profile: it removes the line that runs rolecall, and restores the command of another tool. ' +
    'The key stays in its store; eject prints the commands that export or remove it. To undo eject, run adopt.',
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
    { command: 'rolecall eject --all', does: 'run this before you uninstall rolecall' },
  ],
} as const satisfies CommandSpec
