import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Host } from '../host.js'

/** For a program that a launcher started, whose PATH is poor. */
const USUAL_FOLDERS = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/opt/homebrew/bin',
  '/run/current-system/sw/bin',
]

/**
 * The absolute path of a program. Never in a relative folder of PATH: the current one may be a stranger's repository.
 * @param name as a person writes it: a name, or a path that is absolute already
 * @returns undefined where there is no such program
 */
export function findProgram(name: string, { env }: Pick<Host, 'env'>): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined
  if (name === '' || /[/\\]/.test(name)) return undefined
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter(isAbsolute), ...USUAL_FOLDERS]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    // A folder is executable too, and a shell passes it over.
    return statSync(path).isFile()
  } catch {
    return false
  }
}
