import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  statSync,
  type Stats,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Env } from '../../core/env.js'
import { VERSION } from '../../core/version.js'

/**
 * Where the compiled code of one program under one V8 is kept: what another version of either, or V8 under other flags, has compiled is of
 * no use. Flags too long for a file name make a folder that cannot be there.
 * @param compiled {@link Paths.compiled}
 */
export function cacheFolder(compiled: string, env: Env): string {
  const flags = [...process.execArgv, env['NODE_OPTIONS'] ?? ''].filter(Boolean)
  const words = [VERSION, process.version, process.arch, ...flags]
  return join(compiled, encodeURIComponent(words.join('-')))
}

/** Whether nobody else can have put something there, or can put another folder in its place after we have looked. */
export function isPrivateDir(folder: string): boolean {
  const kept = dirname(folder)
  return [dirname(kept), kept, folder].every(isPrivate)
}

function isPrivate(folder: string): boolean {
  try {
    const about = statSync(folder)
    return about.isDirectory() && isPrivateToUs(about)
  } catch {
    return false
  }
}

/** Windows has no such bits: a profile folder is private by its inherited access list. */
function isPrivateToUs({ uid, mode }: Stats): boolean {
  return !process.getuid || (uid === process.getuid() && (mode & 0o022) === 0)
}

/** The file of a piece: its source, and the code twice. */
export const cacheFile = (folder: string, piece: string): string =>
  join(folder, piece.replace(/[/\\]/g, '-'))

/**
 * V8 believes what it is given, and crashes where that is damaged; it tells one source from another by their lengths. So the file
 * says what it was compiled from, and says the code twice: to compare bytes takes microseconds, where any checksum would take a
 * millisecond or load a library.
 */
export const packCode = (source: Buffer, code: Buffer): Buffer =>
  Buffer.concat([source, code, code])

/** @returns undefined where there is none for this source, or it is damaged */
export function readCode(path: string, source: Buffer): Buffer | undefined {
  const kept = readIfOurs(path)
  if (!kept?.subarray(0, source.length).equals(source)) return undefined
  const middle = (source.length + kept.length) / 2
  const code = kept.subarray(source.length, middle)
  return code.equals(kept.subarray(middle)) ? code : undefined
}

/** A pipe would be waited for, and a link followed. Windows has neither flag, and `|` takes them for 0. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW

/**
 * The folder was looked at when the program began, which may ask a person something before it loads the next piece. Whoever can write
 * far above it could by then have put another in its place, but no file of ours in there.
 */
function readIfOurs(path: string): Buffer | undefined {
  try {
    const file = openSync(path, READ)
    try {
      const about = fstatSync(file)
      return about.isFile() && isPrivateToUs(about) ? readFileSync(file) : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
