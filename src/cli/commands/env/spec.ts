import {
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../shared-options.js'
import { FORMATS } from '../../../emit/format-names.js'
import type { CommandSpec } from '../../spec.js'

export const envSpec: CommandSpec = {
  name: 'env',
  summary: 'lines that put the credentials into a shell',
  description:
    'env-no-export is NAME=VALUE and no more, as docker run --env-file reads it; ' +
    'nushell wants "from json | load-env" behind it. github writes to GITHUB_ENV; ini, json and process are data.',
  arguments: [PROFILE_ARGUMENT],
  options: [
    {
      syntax: '--format <format>',
      description: 'how the lines are written; env by default',
      values: FORMATS,
    },
    { syntax: '--unset', description: 'lines that take the credentials out again' },
    PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    { command: 'eval "$(rolecall env dev)"', does: 'bash, zsh, ksh, sh' },
    { command: 'rolecall env dev --format fish | source', does: 'fish' },
    { command: 'rolecall env dev --format powershell | Out-String | iex', does: 'PowerShell' },
    { command: 'eval "$(rolecall env --unset)"', does: 'leave the role' },
  ],
}
