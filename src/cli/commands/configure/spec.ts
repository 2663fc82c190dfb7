import { DRY_RUN_OPTION, PROFILE_OPTION } from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

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
    DRY_RUN_OPTION,
    { syntax: '--yes', description: 'write it without asking' },
  ],
  examples: [
    { command: 'rolecall configure', does: 'a new profile, question by question' },
    { command: 'rolecall configure dev --region eu-west-1 --yes', does: 'one key of a profile' },
    { command: 'rolecall configure dev --unset external_id', does: 'one key less' },
  ],
}
