import { DRY_RUN_OPTION, PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const configureSpec = {
  name: 'configure',
  summary: 'add or edit a role profile: asks, shows a diff, then edits ~/.aws/config',
  description:
    'With --sso-session, or if you choose IAM Identity Center, it adds or edits an [sso-session] instead. ' +
    '"configure kube" edits the user of an EKS cluster in the kubeconfig.\n' +
    'If the flags describe a complete profile, rolecall asks only for confirmation; --yes skips that too.\n' +
    'It preserves comments, order and unknown keys, and saves your original file once as config.rolecall-backup, unless the file contains secrets.',
  arguments: [
    {
      syntax: '[profile]',
      description: 'profile to add or edit, or the word kube',
      values: 'profile',
    },
    {
      syntax: '[kube-profile]',
      description:
        'after kube: profile with access to the cluster (default: AWS_PROFILE, ROLECALL_PROFILE, AWS_DEFAULT_PROFILE, "default")',
      values: 'profile',
    },
  ],
  options: [
    PROFILE_OPTION,
    { syntax: '--role-arn <arn>', description: 'set role_arn' },
    { syntax: '--source-profile <name>', description: 'set source_profile', values: 'profile' },
    {
      syntax: '--credential-source <name>',
      description: 'set credential_source',
      values: ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'],
    },
    { syntax: '--mfa-serial <serial>', description: 'set mfa_serial' },
    { syntax: '--external-id <id>', description: 'set external_id' },
    { syntax: '--session-name <name>', description: 'set role_session_name' },
    { syntax: '--duration <time>', description: 'set duration_seconds: 3600, 90m, 12h' },
    {
      syntax: '--region <region>',
      description:
        'set region; with --sso-session: set it in [default], for roles that have no profile',
      values: 'region',
    },
    {
      syntax: '--sso-session <name>',
      description: 'add or edit this [sso-session] of IAM Identity Center instead of a profile',
    },
    { syntax: '--sso-start-url <url>', description: 'with --sso-session: set sso_start_url' },
    {
      syntax: '--sso-region <region>',
      description: 'with --sso-session: set sso_region',
      values: 'region',
    },
    {
      syntax: '--cluster <name>',
      description: 'after kube: name of the EKS cluster, or the ID of one on Outposts',
      values: 'kube-cluster',
    },
    {
      syntax: '--context <name>',
      description: 'after kube: kubectl context, if the cluster has several',
      values: 'kube-context',
    },
    { syntax: '--read-only', description: 'after kube: limit the sessions to reading' },
    {
      syntax: '--view-only',
      description: 'after kube: limit the sessions to listing and describing',
    },
    {
      syntax: '--only <actions>',
      description: 'after kube: limit the sessions to these actions',
      repeatable: true,
    },
    {
      syntax: '--on <arn>',
      description: 'after kube: limit the sessions to this resource',
      repeatable: true,
    },
    { syntax: '--unset <key>', description: 'remove a key', repeatable: true },
    {
      syntax: '--adopt',
      description: 'also add credential_process, so that every SDK uses rolecall',
    },
    DRY_RUN_OPTION,
    { syntax: '--yes', description: 'write without asking' },
  ],
  examples: [
    { command: 'rolecall configure', does: 'add a profile, question by question' },
    { command: 'rolecall configure dev --region eu-west-1 --yes', does: 'set one key' },
    {
      command:
        'rolecall configure --sso-session corp --sso-start-url https://corp.awsapps.com/start --sso-region eu-west-1 --yes',
      does: 'set up IAM Identity Center',
    },
    {
      command: 'rolecall configure kube dev --cluster blue',
      does: 'make kubectl get its tokens from rolecall',
    },
    { command: 'rolecall configure dev --unset external_id', does: 'remove one key' },
  ],
} as const satisfies CommandSpec
