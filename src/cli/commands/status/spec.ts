import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const statusSpec = {
  name: 'status',
  summary: 'show cached sessions and their remaining time',
  options: [JSON_OPTION],
  examples: [
    { command: 'rolecall status', does: 'a table; never prompts, makes no network calls' },
  ],
} as const satisfies CommandSpec
