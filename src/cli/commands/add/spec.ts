import { PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const addSpec = {
  name: 'add',
  summary: "store an IAM user's access key in the keychain",
  description:
    'Prompts for the access key ID and the secret, or reads them from a file, the environment or a pipe.\n' +
    'rolecall asks AWS for the owner of the key, and does not store a key that AWS refuses. It then adds a credential_process line to the profile, ' +
    'so that SDKs get sessions from rolecall. You get the key itself only with --no-session.',
  arguments: [
    { syntax: '[profile]', description: 'the profile that gets the key', values: 'profile' },
  ],
  options: [
    {
      syntax: '--csv <file>',
      description: "read the key from the console's CSV file",
      values: 'file',
    },
    {
      syntax: '--from-env',
      description: 'read the key from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    },
    {
      syntax: '--stdin',
      description:
        'read the key from standard input: JSON of aws iam create-access-key, CSV, or the ID and the secret on separate lines',
    },
    {
      syntax: '--region <region>',
      description: 'write this region into the profile',
      values: 'region',
    },
    {
      syntax: '--mfa-serial <serial>',
      description:
        "write this MFA device into the profile (default: choose from the user's devices)",
    },
    {
      syntax: '--replace',
      description: "replace a key or another tool's credential_process in the profile",
    },
    { syntax: '--no-verify', description: 'store the key without asking AWS' },
    { syntax: '--root', description: 'accept the key of the root user' },
    PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall add work', does: 'prompt for the key of profile work' },
    {
      command: 'rolecall add work --csv ~/Downloads/accessKeys.csv',
      does: 'read the CSV file from the AWS console, which you should then delete',
    },
    {
      command: 'aws iam create-access-key | rolecall add work --stdin',
      does: 'create and store a key without showing it',
    },
  ],
} as const satisfies CommandSpec
