import { OBTAIN_OPTIONS, EXTRA_PROFILE_OPTION, PLAN_OPTIONS } from '../../shared-options.js'
import type { CommandSpec, OptionSpec } from '../../spec.js'

/** Whoever signs in anew means all of it. */
const REFRESH: OptionSpec = {
  syntax: '--refresh',
  description: 'issue the session anew, and its MFA session as well',
  heading: 'MFA and cache:',
}

export const loginSpec: CommandSpec = {
  name: 'login',
  summary: 'obtain sessions ahead of time, with the prompts they need',
  description: 'Do this before a program that cannot prompt.',
  arguments: [{ syntax: '[profiles...]', description: 'profiles or role ARNs', values: 'profile' }],
  options: [
    EXTRA_PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS.map((option) => (option.syntax === REFRESH.syntax ? REFRESH : option)),
    {
      syntax: '--client-secret-from <file>',
      description: 'keep the secret of the OpenID Connect client in the keychain; - is stdin',
      values: 'file',
    },
  ],
  examples: [
    { command: 'rolecall login dev prod', does: 'one code, two roles ready' },
    { command: 'rolecall login --refresh dev', does: 'a new MFA session' },
  ],
}
