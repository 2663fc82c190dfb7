import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Host } from '../../host.js'
import { findProgram } from '../path/find-program.js'
import { isStarterCurrent } from '../self-command.js'
import { CHECK_FLAG } from './script.js'

/** A check takes a few milliseconds. */
const CHECK_TIMEOUT_MS = 2000

/**
 * The part of a command that is gone, so that no program can run it.
 * @param program a name or a path, and for Node the path of its script. A path of another platform
 * counts as present: machines may share a config file
 * @returns undefined if the command can be run
 */
export function missingProgram(
  program: readonly string[],
  host: Pick<Host, 'env' | 'platform' | 'paths'>,
): string | undefined {
  const [first = '', ...rest] = program
  if (isAbsolute(first) || !/[/\\]/.test(first)) {
    if (findProgram(first, host) === undefined) return first
  }
  const gone = rest.find((word) => isAbsolute(word) && !existsSync(word))
  if (gone !== undefined) return gone
  const isStarter = program.at(-1) === host.paths.starter
  return isStarter && !isStarterCurrent(host) && !canStart(program)
    ? 'rolecall where it was installed before'
    : undefined
}

/** Lets the starter look for Node and rolecall without a PATH of its own, as a desktop program. */
function canStart([file = '', ...args]: readonly string[]): boolean {
  const { status } = spawnSync(file, [...args, CHECK_FLAG], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    stdio: 'ignore',
    timeout: CHECK_TIMEOUT_MS,
  })
  return status === 0
}
