import type { CommandSpec } from '../../command-spec.js'

export const revokeSpec = {
  name: 'revoke',
  summary: "end sessions of a role before they expire, or deactivate a user's access key",
  description:
    'Adds a policy to the role that denies everything to sessions issued before now or, with --before, before that time. It shows the policy and asks first. It also removes the affected sessions from the cache. With --key, it deactivates an access key instead.\n' +
    'Anyone who can assume the role can still get a new session. docs/revoke.md lists what else it does not stop.',
  arguments: [
    {
      syntax: '[role]',
      description: 'profile with a role, or the ARN of a role or of one of its sessions',
      values: 'profile',
    },
  ],
  options: [
    {
      syntax: '--session <name>',
      description: 'only sessions with this role session name',
    },
    {
      syntax: '--source-identity <name>',
      description: 'only sessions with this source identity',
    },
    {
      syntax: '--before <time>',
      description:
        'only sessions issued before this time (2026-11-28T10:00:00Z) or this long ago (2h)',
    },
    {
      syntax: '--as <profile>',
      description: "profile that signs the calls to IAM, in the role's account",
      values: 'profile',
    },
    { syntax: '--undo', description: 'undo the revocation; unexpired sessions become valid again' },
    {
      syntax: '--force',
      description:
        'with --undo: even if the policy has been changed since, or written on another machine',
    },
    {
      syntax: '--key <id>',
      description: 'deactivate the access key with this ID instead; its sessions stay valid',
    },
    { syntax: '--yes', description: 'revoke without asking' },
    {
      syntax: '--dry-run',
      description: 'show the change without writing it, and print the policy',
    },
    { syntax: '--print', description: 'print only the policy, and write nothing' },
  ],
  examples: [
    { command: 'rolecall revoke dev', does: 'end all sessions of the role of profile dev' },
    {
      command: 'rolecall revoke dev --session alice --as admin',
      does: 'use the permissions of profile admin to end the sessions named alice',
    },
    {
      command: 'rolecall revoke dev --source-identity alice --before 2h --dry-run',
      does: "show the policy that ends alice's sessions issued more than two hours ago",
    },
    { command: 'rolecall revoke dev --undo', does: 'undo the revocation of dev' },
    {
      command: 'rolecall revoke --key AKIAIOSFODNN7EXAMPLE --yes',
      does: 'deactivate an access key',
    },
  ],
} as const satisfies CommandSpec
