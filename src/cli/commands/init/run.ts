import { RolecallError } from '../../../core/errors.js'
import type { Run } from '../../command.js'
import { COMPLETIONS } from '../../completion/all.js'
import { bash } from '../../shell-init/bash.js'
import { fish } from '../../shell-init/fish.js'
import { powershell } from '../../shell-init/powershell.js'
import { zsh } from '../../shell-init/zsh.js'
import { SHELLS, type Shell } from './spec.js'

const FUNCTIONS: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell }

export const run: Run = async ({ args }, context) => {
  const [word] = args as [string]
  const shell = SHELLS.find((name) => name === word)
  if (!shell) {
    throw new RolecallError('usage', `init does not know the shell ${word}`, {
      hint: `one of ${SHELLS.join(', ')}; others take rolecall env`,
    })
  }
  context.print(`${FUNCTIONS[shell]}\n${COMPLETIONS[shell].write()}`)
  return 0
}
