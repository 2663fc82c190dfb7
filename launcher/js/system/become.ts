import type { becoming as original } from '../../../src/system/process/become.js'
import type { Host } from '../../../src/system/host.js'
import { findProgram } from '../../../src/system/process/path/find-program.js'
import type { CommandLine } from '../../../src/system/process/run-foreground.js'
import { host } from '../host.js'
import { hasEffects } from '../effects.js'
import { NotStarted } from '../not-started.js'
import { unsure } from '../unsure.js'

/**
 * In place of src/system/process/become.ts. Node changes signals, streams and limits at its start
 * and has to restore them; the launcher has changed nothing. As there, `env` finds the command.
 */
export const becoming: typeof original = (_prefix, command, env, machine) => {
  const start = starterOf(command, machine)
  if (start === undefined) return unsure('the command needs another way to start')
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return () => {
    host.trace('answered')
    const failed = host.become(start, [start, '--', ...command], variables)
    if (!hasEffects()) return unsure('the command cannot be started')
    throw new NotStarted(command, host.errorCode(-failed))
  }
}

/** What finds a command. @returns undefined if the command needs a process of its own */
export const starterOf = ([file]: CommandLine, machine: Host): string | undefined =>
  file.includes('=') ? undefined : findProgram('/usr/bin/env', machine)
