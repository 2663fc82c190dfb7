import { DRY_RUN_OPTION, EXTRA_PROFILE_OPTION, PROFILES_ARGUMENT } from '../../shared-options.js'
import type { CommandSpec, OptionSpec } from '../../spec.js'

const ALL_OPTION: OptionSpec = {
  syntax: '--all',
  description: 'every profile that it makes sense for',
}

const BY_NAME: OptionSpec = {
  syntax: '--by-name',
  description: 'write plain "rolecall", for a file that several machines share',
}

export const adoptSpec: CommandSpec = {
  name: 'adopt',
  summary: 'turn role profiles into credential_process ones, which every SDK can use',
  description:
    'Puts a credential_process line into the profile, and hides role_arn and its like from SDKs as rolecall_role_arn.\n' +
    'Comments, order and spacing stay; rolecall eject turns it back to the byte. ' +
    "Where a program without your shell's PATH would not find rolecall, the absolute paths of Node and the script are written.\n" +
    'Profiles that hold keys stay as they are: SDKs would take those without asking.',
  arguments: [PROFILES_ARGUMENT],
  options: [ALL_OPTION, DRY_RUN_OPTION, BY_NAME, EXTRA_PROFILE_OPTION],
  examples: [
    { command: 'rolecall adopt dev', does: 'aws --profile dev, terraform, boto3… ask rolecall' },
    { command: 'rolecall adopt --all --dry-run', does: 'what would change' },
  ],
}
