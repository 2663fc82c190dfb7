import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Host } from '../../host.js'
import { findProgram } from '../path/find-program.js'
import { isStarterCurrent } from '../self-command.js'
import { CHECK_FLAG } from './script.js'

/** A check takes a few milliseconds. */
const CHECK_TIMEOUT_MS = 2000

/** The PATH of a desktop program. */
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin'

/** The part of a command that is gone. */
export interface MissingProgram {
  name: string
  /** True if programs with the PATH of this one can run the command all the same. */
  isFoundByPath: boolean
}

/**
 * The part of a command that is gone, so that no program can run it, or only some can.
 * @param program a name or a path, and for Node the path of its script. A path of another platform
 * counts as present: machines may share a config file
 * @returns undefined if the command can be run
 */
export function missingProgram(
  program: readonly string[],
  host: Pick<Host, 'env' | 'platform' | 'paths'>,
): MissingProgram | undefined {
  const [first = '', ...rest] = program
  if (isAbsolute(first) || !/[/\\]/.test(first)) {
    if (findProgram(first, host) === undefined) return { name: first, isFoundByPath: false }
  }
  const gone = rest.find((word) => isAbsolute(word) && !existsSync(word))
  if (gone !== undefined) return { name: gone, isFoundByPath: false }
  const isStarter = program.at(-1) === host.paths.starter
  if (!isStarter || isStarterCurrent(host) || canStart(program, SYSTEM_PATH)) return undefined
  return {
    name: 'rolecall where it was installed before',
    isFoundByPath: canStart(program, host.env['PATH'] ?? ''),
  }
}

/** Lets the starter look for Node and rolecall. */
function canStart([file = '', ...args]: readonly string[], path: string): boolean {
  const { status } = spawnSync(file, [...args, CHECK_FLAG], {
    env: { PATH: path },
    stdio: 'ignore',
    timeout: CHECK_TIMEOUT_MS,
  })
  return status === 0
}
