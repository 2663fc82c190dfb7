import { DEVICE_OPTION } from '../../identity-center/option-specs.js'
import { EXTRA_PROFILE_OPTION, LOGIN_OPTIONS, PLAN_OPTIONS } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const loginSpec = {
  name: 'login',
  summary: 'get sessions now, with any prompts, so that later commands do not prompt',
  description: 'Run this before a program that cannot prompt.',
  arguments: [{ syntax: '[profiles...]', description: 'profiles or role ARNs', values: 'profile' }],
  options: [
    EXTRA_PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...LOGIN_OPTIONS,
    DEVICE_OPTION,
    {
      syntax: '--client-secret-from <file>',
      description:
        'read the OpenID Connect client secret from this file, and store it; - reads stdin',
      values: 'file',
    },
  ],
  examples: [
    { command: 'rolecall login dev prod', does: 'get sessions for two roles with one code' },
    { command: 'rolecall login --refresh dev', does: 'also get a new MFA session' },
  ],
} as const satisfies CommandSpec
