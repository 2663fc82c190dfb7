import {
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../shared-options.js'
import type { CommandSpec } from '../../spec.js'

export const execSpec: CommandSpec = {
  name: 'exec',
  summary: 'run a command, or a shell, with the credentials in its environment',
  description: 'Without a command it starts your shell. The exit status is the one of the command.',
  arguments: [PROFILE_ARGUMENT],
  options: [PROFILE_OPTION, ...PLAN_OPTIONS, ...OBTAIN_OPTIONS],
  examples: [
    { command: 'rolecall exec dev -- terraform plan', does: 'one command as dev' },
    { command: 'rolecall exec dev', does: 'a shell as dev; leave it with exit' },
  ],
  passThrough: '[-- command...]',
}
