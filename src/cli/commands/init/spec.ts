import type { CommandSpec } from '../../command-spec.js'

/** Shells that `init` supports. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export type Shell = (typeof SHELLS)[number]

/** The line that a user adds to the rc file of each shell. */
export const RC_LINES: Readonly<Record<Shell, { file: string; line: string }>> = {
  bash: { file: '~/.bashrc', line: 'eval "$(rolecall init bash)"' },
  zsh: { file: '~/.zshrc', line: 'eval "$(rolecall init zsh)"' },
  fish: { file: '~/.config/fish/config.fish', line: 'rolecall init fish | source' },
  powershell: { file: '$PROFILE', line: 'rolecall init powershell | Out-String | iex' },
}

export const initSpec = {
  name: 'init',
  summary:
    'print shell integration for your rc file: the function that `use` needs, and completion',
  description: 'You can save the output to a file and source that instead.',
  arguments: [
    {
      syntax: '[shell]',
      description: `${SHELLS.join(', ')} (default: show the line for your shell)`,
      values: SHELLS,
    },
  ],
  options: [],
  examples: Object.values(RC_LINES).map(({ file, line }) => ({
    command: line,
    does: `in ${file}`,
  })),
} as const satisfies CommandSpec
