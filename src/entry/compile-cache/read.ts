import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Env } from '../../core/env.js'
import { VERSION } from '../../core/version.js'
import { READ_NO_LINK } from '../../system/files/read-own-file.js'
import { isPrivate } from '../../system/files/ownership.js'
import { isPrivateFolder } from '../../system/files/private-folder.js'

/**
 * The folder for the code of this program under this V8. Its name holds rolecall version, Node
 * version, architecture and flags, because V8 rejects code compiled under any other. If it exceeds
 * the file-name limit, the folder cannot exist, and caching is off.
 * @param compiled {@link Paths.compiled}
 */
export function cacheFolder(compiled: string, env: Env): string {
  const flags = [...process.execArgv, env['NODE_OPTIONS'] ?? ''].filter(Boolean)
  const parts = [VERSION, process.version, process.arch, ...flags]
  return join(compiled, encodeURIComponent(parts.join('-')))
}

/**
 * True if the folder and the two above it are private, and all above these are trusted. Then no
 * other user can have written into it, or can replace it after this check.
 */
export function isTrustedFolder(folder: string): boolean {
  return isPrivateFolder(folder, 3)
}

/** The cache file of a module: its source, then its code twice ({@link packCode}). */
export const cacheFile = (folder: string, module: string): string =>
  join(folder, module.replace(/[/\\]/g, '-'))

/**
 * Builds the content of a cache file. V8 compares sources by length only, and crashes on damaged
 * code. So the file has the source that was compiled, and the code twice. Comparing bytes takes
 * microseconds; a checksum would take a millisecond or load a library.
 */
export const packCode = (source: Buffer, code: Buffer): Buffer =>
  Buffer.concat([source, code, code])

/** Reads cached code. @returns undefined if there is none for this source, or it is damaged */
export function readCode(path: string, source: Buffer): Buffer | undefined {
  const data = readPrivate(path)
  if (!data?.subarray(0, source.length).equals(source)) return undefined
  const middle = (source.length + data.length) / 2
  const code = data.subarray(source.length, middle)
  return code.equals(data.subarray(middle)) ? code : undefined
}

/**
 * Reads a private file. The folder was checked at the start, and a prompt may have passed since.
 * Another user could have replaced a folder far above, but cannot own files as this user.
 */
function readPrivate(path: string): Buffer | undefined {
  try {
    const file = openSync(path, READ_NO_LINK)
    try {
      const stat = fstatSync(file)
      return stat.isFile() && isPrivate(stat) ? readFileSync(file) : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
