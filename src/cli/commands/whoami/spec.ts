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
  summary: 'show the identity that AWS sees (GetCallerIdentity)',
  arguments: [
    {
      ...PROFILE_ARGUMENT,
      description:
        'profile in ~/.aws/config, or a role ARN (default: the credentials in the environment, else AWS_PROFILE, ROLECALL_PROFILE, AWS_DEFAULT_PROFILE, "default")',
    },
  ],
  options: [PROFILE_OPTION, JSON_OPTION, ...PLAN_OPTIONS, ...OBTAIN_OPTIONS],
  examples: [
    { command: 'rolecall whoami', does: "this shell's identity" },
    { command: 'rolecall whoami dev', does: "dev's identity" },
  ],
} as const satisfies CommandSpec
