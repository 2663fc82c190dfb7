import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Env } from '../../../core/env.js'
import { ownFiles } from '../own-files.js'
import { runCaptured } from '../run-captured.js'

/** A program in a folder of PATH. */
export interface ProgramOnPath {
  path: string
  /** The file that it leads to. */
  file: string
}

/** The programs of a name in PATH, in its order, each file once. Relative folders are skipped. */
export function programsOnPath(name: string, env: Env): ProgramOnPath[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  const found = new Map<string, ProgramOnPath>()
  for (const path of folders.map((folder) => join(folder, name))) {
    const file = programAt(path)
    if (file !== undefined && !found.has(file)) found.set(file, { path, file })
  }
  return [...found.values()]
}

function programAt(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile() ? realpathSync(path) : undefined
  } catch {
    return undefined
  }
}

const VERSION_TIMEOUT_MS = 2000

/**
 * What `PROGRAM --version` prints. This very rolecall is not started.
 * @returns undefined if it fails, or takes longer than two seconds
 */
export async function versionOf(
  { path, file }: ProgramOnPath,
  own: string,
  env: Env,
): Promise<string | undefined> {
  if (file === ownFiles().script) return own
  try {
    const end = await runCaptured(path, ['--version'], { env, timeoutMs: VERSION_TIMEOUT_MS })
    const text = end?.status === 0 ? end.stdout.toString('utf8').trim() : ''
    return text === '' ? undefined : text.slice(0, 40)
  } catch {
    return undefined
  }
}

/** Whether a process of this user, or of another, has the ID. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
