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
    'SDKs reject a profile that has both role_arn and credential_process: write rolecall_role_arn instead, or run rolecall adopt.',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, ...PLAN_OPTIONS, ...OBTAIN_OPTIONS],
  examples: [{ command: 'rolecall process --profile dev', does: 'print the credentials of dev' }],
} as const satisfies CommandSpec
