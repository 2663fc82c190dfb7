import { JSON_OPTION, PLAN_OPTIONS, PROFILE_ARGUMENT, PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const explainSpec = {
  name: 'explain',
  summary: 'show how credentials are obtained: steps, cached sessions and prompts',
  description: 'Makes no network calls.',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, ...PLAN_OPTIONS, JSON_OPTION],
  examples: [
    { command: 'rolecall explain prod', does: 'show the chain from the access key to the role' },
  ],
} as const satisfies CommandSpec
