import {
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const processSpec = {
  name: 'process',
  summary: 'print credential_process JSON, for every AWS SDK',
  description:
    'Add "credential_process = rolecall process --profile NAME" to a profile in ~/.aws/config.\n' +
    'Write rolecall_role_arn instead of role_arn, or run rolecall adopt: if a profile has both role_arn and credential_process, some SDKs reject it, and others do not run rolecall.',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, ...PLAN_OPTIONS, ...OBTAIN_OPTIONS],
  examples: [{ command: 'rolecall process --profile dev', does: 'print the credentials of dev' }],
} as const satisfies CommandSpec
