import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Env } from '../../../core/env.js'

/** POSIX leaves the default to the system; glibc and macOS use this one. */
const DEFAULT_PATH = '/bin:/usr/bin'

/** Why a command cannot be run. */
export type CommandProblem = 'missing' | 'forbidden'

/**
 * Looks a command up as execvp(3) does, to report a misspelt one before the user is prompted.
 * Unlike `findProgram` it follows the user's PATH to the letter, including relative folders.
 * @returns undefined if it can be started
 */
export function commandProblem(file: string, env: Env): CommandProblem | undefined {
  if (file === '') return 'missing'
  const folders = file.includes('/') ? [''] : (env['PATH'] ?? DEFAULT_PATH).split(':')
  const found = folders.map((folder) => problemOf(folder === '' ? file : join(folder, file)))
  if (found.includes(undefined)) return undefined
  return found.includes('forbidden') ? 'forbidden' : 'missing'
}

function problemOf(path: string): CommandProblem | undefined {
  try {
    if (!statSync(path).isFile()) return 'forbidden'
    accessSync(path, constants.X_OK)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'forbidden' : 'missing'
  }
}
