import { JSON_OPTION, PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const doctorSpec = {
  name: 'doctor',
  summary: 'find out what is wrong with profiles, stores and the machine',
  description:
    'Changes nothing and never prompts, except with --fix. Its one network call asks STS for the time, without credentials.\n' +
    'The exit status is 0 if there are no errors and no warnings, and 1 if there are.',
  arguments: [
    {
      syntax: '[profile]',
      description: 'examine this profile, and those that it leads to, instead of all',
      values: 'profile',
    },
  ],
  options: [
    PROFILE_OPTION,
    JSON_OPTION,
    { syntax: '--offline', description: 'make no network call' },
    {
      syntax: '--fix',
      description: 'mend what can be mended safely: shows the changes, and asks first',
    },
    { syntax: '--yes', description: 'with --fix: do not ask' },
    {
      syntax: '--report',
      description: 'print a block for a bug report, without anything private',
    },
  ],
  examples: [
    { command: 'rolecall doctor', does: 'examine everything' },
    { command: 'rolecall doctor dev --json', does: 'one profile, as JSON' },
    { command: 'rolecall doctor --fix', does: 'show what can be mended, ask, then mend it' },
    { command: 'rolecall doctor --report', does: 'what to paste into a bug report' },
  ],
} as const satisfies CommandSpec
