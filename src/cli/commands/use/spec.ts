import { OBTAIN_OPTIONS, PLAN_OPTIONS, PROFILE_OPTION } from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const useSpec: CommandSpec = {
  name: 'use',
  summary: 'switch this shell to a role; without a name, choose from a list',
  description:
    'Needs the line of rolecall init in your rc file. A profile whose credential_process is rolecall is used by reference:' +
    ' AWS_PROFILE and the region, no secret. Any other puts its credentials into the environment.',
  arguments: [
    {
      syntax: '[profile]',
      description: 'a profile, a role ARN, or - for the role before this one',
      values: 'profile',
    },
  ],
  options: [
    { syntax: '--export', description: 'put the credentials into the environment in any case' },
    { syntax: '--unset', description: 'leave the role' },
    PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    { command: 'rolecall use', does: 'choose a role: type to filter' },
    { command: 'rolecall use dev', does: 'this shell is dev now' },
    { command: 'rolecall use -', does: 'back to the role before' },
    { command: 'rolecall use --unset', does: 'leave the role' },
  ],
}
