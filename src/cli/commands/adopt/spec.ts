import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION, PROFILES_ARGUMENT } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const adoptSpec = {
  name: 'adopt',
  summary: 'make role profiles usable by every SDK, through credential_process',
  description:
    'Adds a credential_process line to the profile, ' +
    'and renames role_arn and similar keys to rolecall_role_arn etc., so that SDKs ignore them.\n' +
    'Comments, order and spacing are preserved; rolecall eject restores the profile byte for byte. ' +
    'The line names a small script, ~/.local/share/rolecall/rolecall, which finds Node and rolecall again after an upgrade. ' +
    'If the program named in an existing line no longer exists, adopt repairs the line.\n' +
    'Settings that come from include_profile, such as region, are written into the profile, because SDKs ignore include_profile.\n' +
    'Programs that read role_arn themselves (Serverless Framework 3) do not find the role of an adopted profile: ' +
    'give them rolecall env NAME --format ini as their credentials file.\n' +
    'adopt skips a profile for which rolecall could not return the credentials that SDKs get today. ' +
    'Profiles that contain access keys are left alone: SDKs would use the keys and never run credential_process.',
  arguments: [PROFILES_ARGUMENT],
  options: [
    {
      syntax: '--all',
      description: 'all profiles with a role or a stored key, IAM Identity Center included',
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
