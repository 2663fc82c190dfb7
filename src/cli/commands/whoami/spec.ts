import {
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const whoamiSpec: CommandSpec = {
  name: 'whoami',
  summary: 'who AWS says you are (GetCallerIdentity)',
  description:
    'Without a profile: with the credentials that the environment holds, if it holds any.',
  arguments: [PROFILE_ARGUMENT],
  options: [
    PROFILE_OPTION,
    { syntax: '--json', description: 'as data' },
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    { command: 'rolecall whoami', does: 'who this shell is' },
    { command: 'rolecall whoami dev', does: 'who dev is' },
  ],
}
