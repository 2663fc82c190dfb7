import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { isCode } from './system-error.js'

/**
 * Makes a folder that only its owner can enter, 0700 from its first moment, parents included.
 * @throws RolecallError where somebody else could put files into it
 */
export function ensurePrivateFolder(path: string): void {
  makeFolders(path)
  // Windows has no such bits: a profile folder is private by its inherited access list.
  if (!process.getuid) return
  const { uid, mode } = statSync(path)
  if (uid !== process.getuid()) {
    throw new RolecallError('failed', `${path} belongs to another user`, {
      hint: 'run rolecall as the owner of the home directory, or set HOME',
    })
  }
  if (mode & 0o022) {
    throw new RolecallError('failed', `${path} can be written to by other users`, {
      hint: `look at what is in it, then: chmod 700 ${shellWord(path)}`,
    })
  }
  if (mode & 0o055) chmodSync(path, 0o700)
}

/**
 * A folder and those above it that are not there yet, 0700. Node's own `recursive` never ends where a file system answers ENOENT for a
 * folder below one that is there, as /proc does.
 * @throws Error as the file system says
 */
export function makeFolders(path: string): void {
  if (existsSync(path)) return
  const above = dirname(path)
  if (above !== path) makeFolders(above)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process was faster.
    if (!isCode(error, 'EEXIST')) throw error
  }
}

/**
 * Replaces a file whole: whoever reads sees the old content or the new, and a crash leaves the old. 0600.
 * @throws RolecallError as {@link ensurePrivateFolder}; Error as the file system says, `ENOSPC`, `EROFS`
 */
export function writePrivate(path: string, data: string | Uint8Array): void {
  withTemporary(path, data, (temporary) => renameSync(temporary, path))
}

/** Like {@link writePrivate}, for what nobody looks for after a crash: it does not wait for the disk. */
export function writeFleeting(path: string, data: string | Uint8Array): void {
  withTemporary(path, data, (temporary) => renameSync(temporary, path), false)
}

/**
 * Like {@link writePrivate}, unless there is such a file already.
 * @returns whether it was this call that created it; of several at once exactly one gets true
 */
export function createPrivate(path: string, data: string | Uint8Array): boolean {
  try {
    withTemporary(path, data, (temporary) => {
      linkSync(temporary, path)
      rmSync(temporary)
    })
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

function withTemporary(
  path: string,
  data: string | Uint8Array,
  settle: (temporary: string) => void,
  durable = true,
): void {
  const folder = dirname(path)
  ensurePrivateFolder(folder)
  removeAbandoned(folder)
  // The global one: to import `node:crypto` would cost every cache hit several milliseconds.
  const temporary = `${path}.${crypto.randomUUID()}.tmp`
  try {
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeFileSync(file, data)
      if (durable) fsyncSync(file)
    } finally {
      closeSync(file)
    }
    settle(temporary)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** What {@link withTemporary} calls the file that is being written. */
const TEMPORARY = /\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/

/** Milliseconds, a day: no write takes as long, whatever two machines that share the folder think of the time. */
const ABANDONED = 24 * 3600_000

/** Whoever was killed while writing left a file that nobody else looks at. */
function removeAbandoned(folder: string): void {
  const names = readdirSync(folder).filter((name) => TEMPORARY.test(name))
  for (const path of names.map((name) => join(folder, name))) {
    if (Date.now() - (changedAt(path) ?? Infinity) > ABANDONED) rmSync(path, { force: true })
  }
}

/** To open a pipe to which nobody writes would otherwise block for ever. Windows has no such flag, and `|` takes it for 0. */
export const READ = constants.O_RDONLY | constants.O_NONBLOCK

/**
 * @returns undefined where there is no such file, or a pipe in its place, whose reader would wait for a writer
 * @throws Error where it cannot be read
 */
export function readIfPresent(path: string): Buffer | undefined {
  let file: number | undefined
  try {
    file = openSync(path, READ)
    return fstatSync(file).isFIFO() ? undefined : readFileSync(file)
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** @returns milliseconds since 1970 of the last change, undefined where there is no such file */
export function changedAt(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}

/** Names in a folder, sorted, without half-written files; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.endsWith('.tmp'))
      .sort()
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

/** Removing what is not there is no error. */
export function removeFile(path: string): void {
  rmSync(path, { force: true })
}
