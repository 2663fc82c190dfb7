import type { Shell } from '../commands/init/spec.js'
import { bashCompletion } from './bash.js'
import { fishCompletion } from './fish.js'
import { powershellCompletion } from './powershell.js'
import { zshCompletion } from './zsh.js'

/** Each shell's completion, and the name under which its own packages look for it. */
export const COMPLETIONS: Readonly<Record<Shell, { file: string; write: () => string }>> = {
  bash: { file: 'rolecall.bash', write: bashCompletion },
  zsh: { file: '_rolecall', write: zshCompletion },
  fish: { file: 'rolecall.fish', write: fishCompletion },
  powershell: { file: 'rolecall.ps1', write: powershellCompletion },
}
