import { OBTAIN_OPTIONS, PLAN_OPTIONS, PROFILE_ARGUMENT } from './shared.js'
import type { CommandSpec } from './spec.js'

export const processSpec: CommandSpec = {
  name: 'process',
  summary: 'credential_process JSON, for every AWS SDK',
  description:
    'Put "credential_process = rolecall process --profile NAME" into a profile of ~/.aws/config.\n' +
    'An SDK refuses role_arn beside credential_process: write it as rolecall_role_arn (or run rolecall adopt).',
  arguments: [PROFILE_ARGUMENT],
  options: [
    { syntax: '--profile <name>', description: 'the same as the argument', values: 'profile' },
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [{ command: 'rolecall process --profile dev', does: 'credentials of dev as JSON' }],
}
