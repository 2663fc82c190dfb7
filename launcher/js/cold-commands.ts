import { execSpec } from '../../src/cli/commands/exec/spec.js'
import { envSpec } from '../../src/cli/commands/env/spec.js'
import { kubeTokenSpec } from '../../src/cli/commands/kube-token/spec.js'
import { loginSpec } from '../../src/cli/commands/login/spec.js'
import { processSpec } from '../../src/cli/commands/process/spec.js'
import { useSpec } from '../../src/cli/commands/use/spec.js'
import { whoamiSpec } from '../../src/cli/commands/whoami/spec.js'
import { command, type Command } from '../../src/cli/command-types.js'
import { GLOBAL_OPTIONS } from '../../src/cli/option-specs.js'
import type { COLD_COMMANDS } from './command-names.js'
import { parsedWords } from './parsed-words.js'

/** The commands that obtain a session, with the program's own code. */
const COMMANDS: Readonly<Record<(typeof COLD_COMMANDS)[number], Command>> = {
  env: command(envSpec, () => import('../../src/cli/commands/env/run.js')),
  exec: command(execSpec, () => import('../../src/cli/commands/exec/run.js')),
  'kube-token': command(kubeTokenSpec, () => import('../../src/cli/commands/kube-token/run.js')),
  login: command(loginSpec, () => import('../../src/cli/commands/login/run.js')),
  process: command(processSpec, () => import('../../src/cli/commands/process/run.js')),
  use: command(useSpec, () => import('../../src/cli/commands/use/run.js')),
  whoami: command(whoamiSpec, () => import('../../src/cli/commands/whoami/run.js')),
}

/** A command line that the launcher understands. */
export interface ColdCommand {
  command: Command
  parsed: NonNullable<ReturnType<typeof parsedWords>>
}

/** @returns undefined if only the program understands it */
export function coldCommand([name = '', ...words]: readonly string[]): ColdCommand | undefined {
  if (!Object.hasOwn(COMMANDS, name)) return undefined
  const command = COMMANDS[name as keyof typeof COMMANDS]
  const options = [...command.spec.options, ...GLOBAL_OPTIONS]
  const parsed = parsedWords({ ...command.spec, options }, words)
  return parsed && { command, parsed }
}
