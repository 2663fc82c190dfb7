import type { CommandSpec } from '../../spec.js'

export const statusSpec = {
  name: 'status',
  summary: 'cached sessions with the time that they have left',
  options: [{ syntax: '--json', description: 'as data' }],
  examples: [{ command: 'rolecall status', does: 'a table; never prompts, calls nothing' }],
} as const satisfies CommandSpec
