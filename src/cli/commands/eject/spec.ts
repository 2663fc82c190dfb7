import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION, PROFILES_ARGUMENT } from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const ejectSpec: CommandSpec = {
  name: 'eject',
  summary: 'turn adopted profiles back into role profiles, to the byte',
  arguments: [PROFILES_ARGUMENT],
  options: [
    { syntax: '--all', description: 'every profile that rolecall adopted' },
    DRY_RUN_OPTION,
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall eject dev', does: 'undo rolecall adopt dev' },
    { command: 'rolecall eject --all', does: 'before you uninstall rolecall' },
  ],
}
