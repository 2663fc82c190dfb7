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
    'Comments, order and spacing stay; rolecall eject turns it back to the byte. Where a program without your\n' +
    "shell's PATH would not find rolecall, the absolute paths of Node and the script are written.\n" +
    'Profiles that hold keys stay as they are: SDKs would take those without asking.',
  arguments: [PROFILES],
  options: [ALL, DRY_RUN, BY_NAME],
  examples: [
    { command: 'rolecall adopt dev', does: 'aws --profile dev, terraform, boto3… ask rolecall' },
    { command: 'rolecall adopt --all --dry-run', does: 'what would change' },
  ],
}

export const ejectSpec: CommandSpec = {
  name: 'eject',
  summary: 'turn adopted profiles back into role profiles, to the byte',
  arguments: [PROFILES],
  options: [{ ...ALL, description: 'every profile that rolecall adopted' }, DRY_RUN],
  examples: [
    { command: 'rolecall eject dev', does: 'undo rolecall adopt dev' },
    { command: 'rolecall eject --all', does: 'before you uninstall rolecall' },
  ],
}
