import type { CommandSpec } from '../../command-spec.js'
import { EXTRA_PROFILE_OPTION, OBTAIN_OPTIONS, PLAN_OPTIONS } from '../../option-specs.js'
import { SERVE_FORMATS } from './formats.js'

export const serveSpec = {
  name: 'serve',
  summary: 'serve self-renewing credentials to SDKs on this machine',
  description:
    'Acts as a container credentials endpoint on 127.0.0.1, which SDKs can read. ' +
    'With a command, it runs the command with the variables that SDKs read, and stops when the command ends. ' +
    'Without a command, it prints the variables, and stops on Ctrl-C or when its parent process ends.',
  arguments: [
    {
      syntax: '[profiles...]',
      description:
        'profiles in ~/.aws/config, or role ARNs (default: AWS_PROFILE, ROLECALL_PROFILE, AWS_DEFAULT_PROFILE, "default")',
      values: 'profile',
    },
  ],
  options: [
    { syntax: '--port <number>', description: 'port on 127.0.0.1 (default: any free port)' },
    {
      syntax: '--imds',
      description:
        'act as an instance metadata service (IMDSv2), for programs that support nothing else; any program that runs as you can then get the session, and on macOS and Windows any user of the machine',
    },
    {
      syntax: '--token-file <file>',
      description:
        'write the token for clients to this file, for programs that start later; rolecall removes the file when it stops',
      values: 'file',
    },
    {
      syntax: '--format <format>',
      description: 'format of the printed variables; default: that of the calling shell',
      values: SERVE_FORMATS,
    },
    EXTRA_PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    {
      command: 'rolecall serve dev -- terraform apply',
      does: 'run a command for hours',
    },
    { command: 'rolecall serve dev admin', does: 'serve two profiles until Ctrl-C' },
    {
      command: 'rolecall serve dev --port 9911 --token-file ~/.aws/serve-token',
      does: 'serve programs that start later',
    },
    { command: 'rolecall serve dev --imds', does: 'act as an instance metadata service' },
  ],
  passThrough: '[-- command...]',
} as const satisfies CommandSpec
