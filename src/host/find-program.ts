import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Env } from '../core/env.js'

/** For a program that a launcher started, whose PATH is poor. */
const USUAL_FOLDERS = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/opt/homebrew/bin',
  '/run/current-system/sw/bin',
]

/**
 * Never in a relative folder of PATH: the current one may be a stranger's repository.
 * @returns an absolute path, undefined where it is not installed
 */
export function findProgram(name: string, env: Env): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter(isAbsolute), ...USUAL_FOLDERS]
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
