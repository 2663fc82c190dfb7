import {
  JSON_OPTION,
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const whoamiSpec = {
  name: 'whoami',
  summary: 'show who AWS says you are (GetCallerIdentity)',
  description: 'Without a profile, uses the credentials in the environment, if any.',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, JSON_OPTION, ...PLAN_OPTIONS, ...OBTAIN_OPTIONS],
  examples: [
    { command: 'rolecall whoami', does: "this shell's identity" },
    { command: 'rolecall whoami dev', does: "dev's identity" },
  ],
} as const satisfies CommandSpec
