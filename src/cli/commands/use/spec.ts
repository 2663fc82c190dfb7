import {
  KEEP_PROFILE_OPTION,
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_OPTION,
} from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const useSpec = {
  name: 'use',
  summary: 'switch this shell to a role; without a name, choose from a list',
  description:
    "Requires the rolecall init line in your rc file. If the profile's credential_process runs rolecall, rolecall use sets only AWS_PROFILE, " +
    'the region, settings from an included profile and a few ROLECALL_ variables, so no secret is in the environment. Otherwise it sets the credentials themselves.',
  arguments: [
    {
      syntax: '[profile]',
      description: 'a profile, a role ARN, or - for the previous role',
      values: 'profile',
    },
  ],
  options: [
    { syntax: '--export', description: 'set the credentials, even if AWS_PROFILE would be enough' },
    { syntax: '--unset', description: 'drop the role' },
    KEEP_PROFILE_OPTION,
    PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    { command: 'rolecall use', does: 'choose a role; type to filter the list' },
    { command: 'rolecall use dev', does: 'switch this shell to dev' },
    { command: 'rolecall use -', does: 'switch back to the previous role' },
    { command: 'rolecall use --unset', does: 'drop the role' },
  ],
} as const satisfies CommandSpec
