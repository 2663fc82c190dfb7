import type { CommandSpec } from '../../command-spec.js'
import { EXTRA_PROFILE_OPTION, OBTAIN_OPTIONS, PLAN_OPTIONS } from '../../option-specs.js'
import { SERVE_FORMATS } from './formats.js'

export const serveSpec = {
  name: 'serve',
  summary: 'serve credentials that renew themselves, to SDKs on this machine',
  description:
    'Listens on 127.0.0.1 as the container credentials endpoint of the SDKs, and prints the variables that they read. ' +
    'With a command, runs it with these variables, and ends with it. ' +
    'Otherwise it ends by Ctrl-C, or when the program that started it has ended.',
  arguments: [
    {
      syntax: '[profiles...]',
      description: 'profiles in ~/.aws/config, or role ARNs (default: as for env)',
      values: 'profile',
    },
  ],
  options: [
    { syntax: '--port <number>', description: 'port on 127.0.0.1 (default: any free port)' },
    {
      syntax: '--imds',
      description:
        'speak as the instance metadata service (IMDSv2), for programs that know nothing else; without a token in the environment',
    },
    {
      syntax: '--token-file <file>',
      description: 'write the token to a file, for programs that start later; removed at the end',
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
      does: 'run a command for hours; its credentials never expire',
    },
    { command: 'rolecall serve dev admin', does: 'serve two profiles until Ctrl-C' },
    {
      command: 'rolecall serve dev --port 9911 --token-file ~/.aws/serve-token',
      does: 'serve programs that start later',
    },
    { command: 'rolecall serve dev --imds', does: 'serve as the metadata service of an instance' },
  ],
  passThrough: '[-- command...]',
} as const satisfies CommandSpec
