import {
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const processSpec: CommandSpec = {
  name: 'process',
  summary: 'JSON of credential_process, for every AWS SDK',
  description:
    'Put "credential_process = rolecall process --profile NAME" into a profile of ~/.aws/config.\n' +
    'An SDK refuses role_arn beside credential_process: write it as rolecall_role_arn (or run rolecall adopt).',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, ...PLAN_OPTIONS, ...OBTAIN_OPTIONS],
  examples: [{ command: 'rolecall process --profile dev', does: 'credentials of dev as JSON' }],
}
