import { RolecallError } from '../../../core/errors.js'
import { ownPaths } from '../../../system/process/starter/candidates.js'
import type { Run } from '../../command-types.js'
import { COMPLETIONS } from '../../completion/all.js'
import { bash } from '../../shell-init/bash.js'
import { fish } from '../../shell-init/fish.js'
import { powershell } from '../../shell-init/powershell.js'
import { throughLauncher } from '../../shell-init/through-launcher.js'
import { zsh } from '../../shell-init/zsh.js'
import { shellOf } from './shell-of.js'
import { RC_LINES, SHELLS, type initSpec, type Shell } from './spec.js'

const FUNCTIONS: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell }

export const run: Run<typeof initSpec> = async ({ args }, context) => {
  const [word] = args
  if (word === undefined) {
    const { file, line } = RC_LINES[shellOf(context.host)]
    // Evaluated by mistake, this is the same as the line in the file.
    context.print(`# add this line to ${file}:\n${line}\n`)
    return 0
  }
  const shell = SHELLS.find((name) => name === word)
  if (!shell) {
    throw new RolecallError('usage', `unknown shell "${word}"`, {
      hint: `use one of ${SHELLS.join(', ')}; for other shells, use rolecall env`,
    })
  }
  const text = `${FUNCTIONS[shell]}\n${COMPLETIONS[shell].write(context.commands)}`
  context.print(throughLauncher(text, shell, ownPaths().launcher[0]))
  return 0
}
