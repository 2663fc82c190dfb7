import type { CommandSpec } from '../../spec.js'

export const statusSpec: CommandSpec = {
  name: 'status',
  summary: 'show cached sessions and their remaining time',
  options: [{ syntax: '--json', description: 'print JSON' }],
  examples: [
    { command: 'rolecall status', does: 'a table; never prompts, makes no network calls' },
  ],
}
