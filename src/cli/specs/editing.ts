import { ONE_MORE, PROFILE_OPTION } from './shared.js'
import type { ArgumentSpec, CommandSpec, OptionSpec } from './spec.js'

const PROFILES: ArgumentSpec = {
  syntax: '[profiles...]',
  description: 'profiles of the AWS files',
  values: 'profile',
}

const ALL: OptionSpec = { syntax: '--all', description: 'every profile that it makes sense for' }
const DRY_RUN: OptionSpec = {
  syntax: '--dry-run',
  description: 'print the diff and write nothing',
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
  arguments: [PROFILES],
  options: [ALL, DRY_RUN, BY_NAME, ONE_MORE],
  examples: [
    { command: 'rolecall adopt dev', does: 'aws --profile dev, terraform, boto3… ask rolecall' },
    { command: 'rolecall adopt --all --dry-run', does: 'what would change' },
  ],
}

export const ejectSpec: CommandSpec = {
  name: 'eject',
  summary: 'turn adopted profiles back into role profiles, to the byte',
  arguments: [PROFILES],
  options: [{ ...ALL, description: 'every profile that rolecall adopted' }, DRY_RUN, ONE_MORE],
  examples: [
    { command: 'rolecall eject dev', does: 'undo rolecall adopt dev' },
    { command: 'rolecall eject --all', does: 'before you uninstall rolecall' },
  ],
}

export const configureSpec: CommandSpec = {
  name: 'configure',
  summary: 'write a role profile: asks, shows the diff, and edits ~/.aws/config in place',
  description:
    'What the flags say is not asked; with flags alone, or --yes, nothing is asked but whether to write it.\n' +
    'Comments, order and keys that it does not know stay; the first original is kept as config.rolecall-backup.',
  arguments: [
    { syntax: '[profile]', description: 'a new one or one to change', values: 'profile' },
  ],
  options: [
    PROFILE_OPTION,
    { syntax: '--role-arn <arn>', description: 'role_arn' },
    { syntax: '--source-profile <name>', description: 'source_profile', values: 'profile' },
    {
      syntax: '--credential-source <name>',
      description: 'credential_source',
      values: ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'],
    },
    { syntax: '--mfa-serial <serial>', description: 'mfa_serial' },
    { syntax: '--external-id <id>', description: 'external_id' },
    { syntax: '--session-name <name>', description: 'role_session_name' },
    { syntax: '--duration <time>', description: 'duration_seconds: 3600, 90m, 12h' },
    { syntax: '--region <region>', description: 'region', values: 'region' },
    { syntax: '--unset <key>', description: 'take a key out', repeatable: true },
    { syntax: '--adopt', description: 'let every SDK ask rolecall for it (credential_process)' },
    DRY_RUN,
    { syntax: '--yes', description: 'write it without asking' },
  ],
  examples: [
    { command: 'rolecall configure', does: 'a new profile, question by question' },
    { command: 'rolecall configure dev --region eu-west-1 --yes', does: 'one key of a profile' },
    { command: 'rolecall configure dev --unset external_id', does: 'one key less' },
  ],
}
