import {
  KEEP_PROFILE_OPTION,
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const execSpec = {
  name: 'exec',
  summary: 'run a command, or a shell, with the credentials in its environment',
  description:
    'Without a command, it starts your shell. It exits with the status of the command or shell.',
  arguments: [PROFILE_ARGUMENT],
  options: [
    {
      syntax: '--serve',
      description:
        'serve self-renewing credentials while the command runs, instead of exporting them (also with ROLECALL_SERVE)',
    },
    KEEP_PROFILE_OPTION,
    PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    { command: 'rolecall exec dev -- terraform plan', does: 'run one command as dev' },
    { command: 'rolecall exec dev', does: 'start a shell as dev; type exit to leave it' },
    {
      command: 'rolecall exec --serve dev -- terraform apply',
      does: 'run a command for longer than a session lasts',
    },
  ],
  passThrough: '[-- command...]',
} as const satisfies CommandSpec
