import { PLAN_OPTIONS, PROFILE_ARGUMENT, PROFILE_OPTION } from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const explainSpec: CommandSpec = {
  name: 'explain',
  summary: 'the plan: each step, what is cached, what would be asked; calls nothing',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, ...PLAN_OPTIONS, { syntax: '--json', description: 'as data' }],
  examples: [{ command: 'rolecall explain prod', does: 'the chain from keys to role' }],
}
