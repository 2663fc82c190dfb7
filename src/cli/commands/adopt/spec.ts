import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION, PROFILES_ARGUMENT } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const adoptSpec = {
  name: 'adopt',
  summary: 'make role profiles usable by every SDK, through credential_process',
  description:
    'Adds a credential_process line to the profile, ' +
    'and renames role_arn and similar keys to rolecall_role_arn and so on, so that SDKs ignore them. ' +
    'It preserves comments, order and spacing; rolecall eject restores the profile byte for byte.\n' +
    'The line runs a small script, ~/.local/share/rolecall/rolecall, which still finds Node and rolecall after an upgrade. ' +
    'If the program in an existing line no longer exists, adopt repairs the line.\n' +
    'adopt copies settings from include_profile, such as region, into the profile, because SDKs ignore include_profile.\n' +
    'Programs that read role_arn themselves (Serverless Framework 3) do not find the role of an adopted profile. ' +
    'For them, save the output of rolecall env NAME --format ini as a credentials file.\n' +
    'adopt skips a profile that contains access keys, because SDKs would use them instead of credential_process. ' +
    'It also skips a profile for which rolecall cannot return the credentials that SDKs get today.',
  arguments: [PROFILES_ARGUMENT],
  options: [
    {
      syntax: '--all',
      description:
        'all profiles with a role or a stored key, including roles of IAM Identity Center',
    },
    DRY_RUN_OPTION,
    {
      syntax: '--by-name',
      description: 'write "rolecall" without its path, for a file that several machines share',
    },
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    {
      command: 'rolecall adopt dev',
      does: 'let aws --profile dev, terraform, boto3 and others use rolecall',
    },
    { command: 'rolecall adopt --all --dry-run', does: 'show what would change' },
  ],
} as const satisfies CommandSpec
