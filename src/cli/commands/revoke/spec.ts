import type { CommandSpec } from '../../command-spec.js'

export const revokeSpec = {
  name: 'revoke',
  summary: "end sessions of a role before they expire, or deactivate a user's access key",
  description:
    "Writes an inline policy on the role that denies everything to sessions issued before now. It shows the policy and asks first, and forgets this machine's own sessions.\n" +
    'All who may assume the role get new sessions as before. docs/revoke.md says what else goes on.',
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
      description: 'only sessions of this person: the source identity of the session',
    },
    {
      syntax: '--before <time>',
      description: 'only sessions issued before: 2026-11-28T10:00:00Z, or 2h ago as 2h',
    },
    {
      syntax: '--as <profile>',
      description: "profile that signs the calls to IAM, in the role's account",
      values: 'profile',
    },
    { syntax: '--undo', description: 'take the revocation back; older sessions live again' },
    {
      syntax: '--force',
      description: 'with --undo: although the policy was changed since, or made elsewhere',
    },
    {
      syntax: '--key <id>',
      description: 'deactivate this access key of a user instead; its sessions go on',
    },
    { syntax: '--yes', description: 'do not ask' },
    { syntax: '--dry-run', description: 'show what would be written, and print the policy' },
    { syntax: '--print', description: 'print the policy alone, and write nothing' },
  ],
  examples: [
    { command: 'rolecall revoke dev', does: 'end all sessions of the role of profile dev' },
    {
      command: 'rolecall revoke dev --session alice --as admin',
      does: 'end the sessions named alice, with the rights of profile admin',
    },
    {
      command: 'rolecall revoke dev --source-identity alice --before 2h --dry-run',
      does: 'show the policy that ends what alice had two hours ago',
    },
    { command: 'rolecall revoke dev --undo', does: 'take the revocation of dev back' },
    {
      command: 'rolecall revoke --key AKIAIOSFODNN7EXAMPLE --yes',
      does: 'deactivate an access key',
    },
  ],
} as const satisfies CommandSpec
