import {
  KEEP_PROFILE_OPTION,
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../option-specs.js'
import { FORMATS } from '../../../emit/format-names.js'
import type { CommandSpec } from '../../command-spec.js'

export const envSpec = {
  name: 'env',
  summary: 'print shell commands that set the credentials',
  description:
    'If rolecall fails, the commands unset any earlier role and return a failure to the shell.\n' +
    'The format env-no-export prints plain NAME=VALUE lines, for example for docker run --env-file. ' +
    'The format github writes to GITHUB_ENV; ini, json and process print data, not shell commands. In nushell, append "| from json | load-env".',
  arguments: [PROFILE_ARGUMENT],
  options: [
    {
      syntax: '--format <format>',
      description:
        'output format (env is for bash, zsh, ksh and sh); default: the one for the calling shell, else env',
      values: FORMATS,
    },
    { syntax: '--unset', description: 'print shell commands that unset the credentials' },
    KEEP_PROFILE_OPTION,
    PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    { command: 'eval "$(rolecall env dev)"', does: 'bash, zsh, ksh, sh' },
    { command: 'rolecall env dev --format fish | source', does: 'fish' },
    { command: 'rolecall env dev --format powershell | Out-String | iex', does: 'PowerShell' },
    { command: 'eval "$(rolecall env --unset)"', does: 'unset the credentials' },
  ],
} as const satisfies CommandSpec
