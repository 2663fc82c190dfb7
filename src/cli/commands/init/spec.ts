import type { CommandSpec } from '../../command-spec.js'

/** Shells that `init` supports. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export type Shell = (typeof SHELLS)[number]

export const initSpec = {
  name: 'init',
  summary: 'print the shell function for `use`, and completion, for your rc file',
  description: 'You can save the output to a file and source that instead.',
  arguments: [{ syntax: '<shell>', description: SHELLS.join(', '), values: SHELLS }],
  options: [],
  examples: [
    { command: 'eval "$(rolecall init bash)"', does: 'in ~/.bashrc' },
    { command: 'eval "$(rolecall init zsh)"', does: 'in ~/.zshrc' },
    { command: 'rolecall init fish | source', does: 'in ~/.config/fish/config.fish' },
    { command: 'rolecall init powershell | Out-String | iex', does: 'in $PROFILE' },
  ],
} as const satisfies CommandSpec
