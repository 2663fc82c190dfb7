import type { Shell } from '../commands/init/spec.js'
import type { CommandSpec } from '../command-spec.js'
import { bashCompletion } from './bash.js'
import { fishCompletion } from './fish.js'
import { powershellCompletion } from './powershell.js'
import { zshCompletion } from './zsh.js'

interface Completion {
  /** The file name that the shell looks for. */
  file: string
  write: (specs: readonly CommandSpec[]) => string
}

/** The completions that `rolecall init` prints and npm run completions writes into files. */
export const COMPLETIONS: Readonly<Record<Shell, Completion>> = {
  bash: { file: 'rolecall.bash', write: bashCompletion },
  zsh: { file: '_rolecall', write: zshCompletion },
  fish: { file: 'rolecall.fish', write: fishCompletion },
  powershell: { file: 'rolecall.ps1', write: powershellCompletion },
}
