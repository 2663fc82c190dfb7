import { JSON_OPTION, PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const doctorSpec = {
  name: 'doctor',
  summary: 'find problems with profiles, stores and the machine',
  description:
    'Without --fix, it changes none of your files and never prompts. It makes one network call without credentials, to get the time from STS.\n' +
    'The exit status is 1 if there is an error or a warning, otherwise 0.',
  arguments: [
    {
      syntax: '[profile]',
      description: 'check only this profile and its source profiles',
      values: 'profile',
    },
  ],
  options: [
    PROFILE_OPTION,
    JSON_OPTION,
    { syntax: '--offline', description: 'make no network call' },
    {
      syntax: '--fix',
      description: 'fix what can be fixed safely; shows the changes and asks first',
    },
    { syntax: '--yes', description: 'with --fix: write without asking' },
    {
      syntax: '--report',
      description: 'print a report for a bug, without private data',
    },
  ],
  examples: [
    { command: 'rolecall doctor', does: 'check everything' },
    { command: 'rolecall doctor dev --json', does: 'check one profile, print JSON' },
    { command: 'rolecall doctor --fix', does: 'show the safe fixes, ask, then apply them' },
    { command: 'rolecall doctor --report', does: 'print what to paste into a bug report' },
  ],
} as const satisfies CommandSpec
