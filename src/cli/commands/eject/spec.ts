import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION, PROFILES_ARGUMENT } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const ejectSpec = {
  name: 'eject',
  summary: 'undo adopt, restoring each profile byte for byte',
  arguments: [PROFILES_ARGUMENT],
  options: [
    { syntax: '--all', description: 'all profiles that rolecall adopted' },
    DRY_RUN_OPTION,
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall eject dev', does: 'undo rolecall adopt dev' },
    { command: 'rolecall eject --all', does: 'before you uninstall rolecall' },
  ],
} as const satisfies CommandSpec
