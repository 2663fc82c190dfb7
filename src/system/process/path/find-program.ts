import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Host } from '../../host.js'

/** Searched as well, because a desktop launcher passes a short PATH. */
const STANDARD_FOLDERS = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/opt/homebrew/bin',
  '/run/current-system/sw/bin',
]

/**
 * Finds a program in PATH and the standard folders. Relative folders of PATH are skipped, because
 * the working directory may be an untrusted repository.
 * @param name a name or an absolute path
 * @returns an absolute path; undefined if there is no such program
 */
export function findProgram(name: string, { env }: Pick<Host, 'env'>): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined
  if (name === '' || /[/\\]/.test(name)) return undefined
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter(isAbsolute), ...STANDARD_FOLDERS]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    // Folders are executable too; shells skip them.
    return statSync(path).isFile()
  } catch {
    return false
  }
}
