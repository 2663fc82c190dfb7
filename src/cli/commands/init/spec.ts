import type { CommandSpec } from '../../spec.js'

/** Shells that `init` speaks. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export type Shell = (typeof SHELLS)[number]

export const initSpec: CommandSpec = {
  name: 'init',
  summary: 'the shell function behind use, and the completion, for your rc file',
  description:
    'It starts no process but itself; its output may be kept in a file and sourced from there.',
  arguments: [{ syntax: '<shell>', description: SHELLS.join(', '), values: SHELLS }],
  options: [],
  examples: [
    { command: 'eval "$(rolecall init bash)"', does: 'in ~/.bashrc' },
    { command: 'eval "$(rolecall init zsh)"', does: 'in ~/.zshrc' },
    { command: 'rolecall init fish | source', does: 'in ~/.config/fish/config.fish' },
    { command: 'rolecall init powershell | Out-String | iex', does: 'in $PROFILE' },
  ],
}
