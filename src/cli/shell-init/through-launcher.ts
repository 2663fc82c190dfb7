import { shellWord } from '../../core/shell-word.js'
import type { Shell } from '../commands/init/spec.js'

/** How the text of a shell calls rolecall, and a function that prefers the launcher. */
const CALLS: Partial<Record<Shell, { call: string; helper: (launcher: string) => string }>> = {
  bash: { call: '\\command rolecall', helper: posixHelper },
  zsh: { call: '\\command rolecall', helper: posixHelper },
  fish: { call: 'command rolecall', helper: fishHelper },
}

const HELPER = 'rolecall_program'

/**
 * Lets the integration of a shell call the launcher by its path, which starts without Node. If an
 * upgrade has moved it since the text was printed, the command in PATH is called as before.
 */
export function throughLauncher(text: string, shell: Shell, launcher: string | undefined): string {
  const calls = launcher === undefined ? undefined : CALLS[shell]
  if (!calls || launcher === undefined) return text
  return calls.helper(shellWord(launcher)) + text.replaceAll(calls.call, HELPER)
}

function posixHelper(launcher: string): string {
  return `function ${HELPER} {
  if [ -x ${launcher} ]; then
    \\command ${launcher} "$@"
  else
    \\command rolecall "$@"
  fi
}
`
}

function fishHelper(launcher: string): string {
  return `function ${HELPER}
    if test -x ${launcher}
        command ${launcher} $argv
    else
        command rolecall $argv
    end
end
`
}
