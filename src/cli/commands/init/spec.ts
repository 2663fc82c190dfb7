import type { CommandSpec } from '../../command-spec.js'

/** Shells that `init` supports. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export type Shell = (typeof SHELLS)[number]

/** The line that each shell needs, and the rc file that it belongs in. */
export const RC_LINES: Readonly<Record<Shell, { line: string; file: string }>> = {
  bash: { line: 'eval "$(rolecall init bash)"', file: '~/.bashrc' },
  zsh: { line: 'eval "$(rolecall init zsh)"', file: '~/.zshrc' },
  fish: { line: 'rolecall init fish | source', file: '~/.config/fish/config.fish' },
  powershell: { line: 'rolecall init powershell | Out-String | iex', file: '$PROFILE' },
}

export const initSpec = {
  name: 'init',
  summary: 'print shell integration (the `use` function and completion) for your rc file',
  description: 'You can save the output to a file and source that instead.',
  arguments: [{ syntax: '<shell>', description: SHELLS.join(', '), values: SHELLS }],
  options: [],
  examples: Object.values(RC_LINES).map(({ line, file }) => ({
    command: line,
    does: `in ${file}`,
  })),
} as const satisfies CommandSpec
