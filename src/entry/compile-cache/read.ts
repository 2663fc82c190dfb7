import { closeSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
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

/** The cache file of a module: see {@link packCode}. */
export const cacheFile = (folder: string, module: string): string =>
  join(folder, module.replace(/[/\\]/g, '-'))

/** Bytes of a {@link stampOf}, filled up with blanks. */
const STAMP_BYTES = 128

/** What shows that a file is the same: any write changes the time of its last change (ctime). */
export function stampOf({ ino, size, mtimeMs, ctimeMs }: Stats): Buffer {
  return Buffer.from(`${ino} ${size} ${mtimeMs} ${ctimeMs}`.padEnd(STAMP_BYTES))
}

/** The compiled text of a module, and its code. */
export interface CachedCode {
  text: Buffer
  code: Buffer
  /** True if the stamp proved that the text is the module's, so that the module was not read. */
  isStamped: boolean
}

/**
 * Builds the content of a cache file: the stamp of the module's file, the text that was compiled
 * and its code, all of it twice. V8 compares texts by length only, and crashes on damaged code.
 * Comparing bytes takes microseconds; a checksum would take a millisecond or load a library.
 */
export function packCode(stamp: Buffer, text: Buffer, code: Buffer): Buffer {
  const content = [stamp, text, code]
  return Buffer.concat([...content, ...content])
}

/**
 * Reads cached code.
 * @param stamp of the module's file
 * @param length bytes of the text
 * @param textOf reads the text; called if the stamp is another one
 * @returns undefined if there is none for this text, or if it is damaged
 */
export function readCode(
  path: string,
  { stamp, length, textOf }: { stamp: Buffer; length: number; textOf: () => Buffer },
): CachedCode | undefined {
  const data = readPrivate(path)
  const content = data?.subarray(0, data.length / 2)
  if (!data || !content?.equals(data.subarray(content.length))) return undefined
  const isStamped = content.subarray(0, STAMP_BYTES).equals(stamp)
  const text = content.subarray(STAMP_BYTES, STAMP_BYTES + length)
  if (!isStamped && !text.equals(textOf())) return undefined
  return { text, code: content.subarray(STAMP_BYTES + length), isStamped }
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
