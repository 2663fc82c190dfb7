import type * as Node from 'node:fs'
import { Buffer } from './buffer.js'
import { MEANINGS } from './error-meanings.js'
import { host, type HostStat } from './host.js'
import { unsure } from './unsure.js'

/** Node's `fs`, cut to what the fast path uses of it. Constants of Linux. */

const [S_IFMT, S_IFIFO, S_IFCHR, S_IFDIR, S_IFREG, S_IFLNK] = [
  0o170000, 0o010000, 0o020000, 0o040000, 0o100000, 0o120000,
]
const [O_WRONLY, O_RDWR, O_CREAT, O_EXCL] = [0o1, 0o2, 0o100, 0o200]
const [O_NOCTTY, O_TRUNC, O_APPEND] = [0o400, 0o1000, 0o2000]

export const constants = {
  ...{ O_RDONLY: 0, O_WRONLY, O_RDWR, O_CREAT, O_NOCTTY, O_APPEND },
  O_NONBLOCK: 0o4000,
  O_NOFOLLOW: host.noFollow,
  W_OK: 2,
  X_OK: 1,
} as typeof Node.constants

/** The fields of Node's `Stats` that the fast path reads. */
class Stats {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtimeMs: number
  readonly dev: number
  readonly ino: number

  constructor([mode, uid, gid, size, mtimeMs, dev, ino]: HostStat) {
    this.mode = mode
    this.uid = uid
    this.gid = gid
    this.size = size
    this.mtimeMs = mtimeMs
    this.dev = dev
    this.ino = ino
  }

  isFile = (): boolean => (this.mode & S_IFMT) === S_IFREG
  isDirectory = (): boolean => (this.mode & S_IFMT) === S_IFDIR
  isSymbolicLink = (): boolean => (this.mode & S_IFMT) === S_IFLNK
  isFIFO = (): boolean => (this.mode & S_IFMT) === S_IFIFO
  isCharacterDevice = (): boolean => (this.mode & S_IFMT) === S_IFCHR
}

/** @throws Error as Node's, with `code` and `syscall`, if the result is an error number */
function checked<T>(result: T | number, syscall: string, path?: string): T {
  if (typeof result === 'number' && result < 0) throw systemError(-result, syscall, path)
  return result as T
}

function systemError(errno: number, syscall: string, path?: string): Error {
  const code = host.errorCode(errno)
  const where = path === undefined ? '' : ` '${path}'`
  // The message may reach the user. Node repeats a code that it does not know.
  const message = `${code}: ${MEANINGS[code] ?? code}, ${syscall}${where}`
  return Object.assign(new Error(message), { errno: -errno, code, syscall, path })
}

let waited = false

/** True once another process held a lock: it may have made the call that this one waits for. */
export const hasWaited = (): boolean => waited

/** @throws Error `EAGAIN` if another process holds the lock */
export function lockFile(file: number): void {
  const result = host.lock(file)
  waited ||= result < 0
  checked(result, 'lock')
}

/** Node refuses such a path with an error that has no `syscall`. */
function plain(path: unknown): string {
  if (typeof path !== 'string' || path.includes('\0') || !path.isWellFormed()) {
    throw Object.assign(new TypeError('the path cannot be used'), { code: 'ERR_INVALID_ARG_VALUE' })
  }
  return path
}

interface MayBeMissing {
  throwIfNoEntry?: boolean
}

function statusOf(
  result: HostStat | number,
  syscall: string,
  path: string,
  { throwIfNoEntry = true }: MayBeMissing = {},
): Stats | undefined {
  if (typeof result === 'number' && !throwIfNoEntry) {
    if (['ENOENT', 'ENOTDIR'].includes(host.errorCode(-result))) return undefined
  }
  return new Stats(checked<HostStat>(result, syscall, path))
}

const text = (bytes: ArrayBuffer, encoding: unknown): unknown => {
  const buffer = new Buffer(bytes)
  return typeof encoding === 'string' ? buffer.toString(encoding) : buffer
}

function openFlags(flags: unknown): number {
  if (typeof flags === 'number') return flags
  if (flags === 'wx') return O_WRONLY | O_CREAT | O_EXCL
  if (flags === 'r') return 0
  if (flags === 'r+') return O_RDWR
  return unsure(`open with ${String(flags)}`)
}

function writeTo(path: string, flag: number, bytes: Uint8Array): void {
  const file = functions.openSync(path, O_WRONLY | O_CREAT | flag)
  try {
    checked(host.writeAll(file, bytes), 'write')
  } finally {
    host.close(file)
  }
}

const realPath = (path: unknown): string =>
  checked<string>(host.realpath(plain(path)), 'realpath', plain(path))

const functions = {
  openSync: (path: unknown, flags: unknown, mode: unknown = 0o666) =>
    checked<number>(host.open(plain(path), openFlags(flags), mode as number), 'open', plain(path)),
  closeSync: (file: number) => void checked(host.close(file), 'close'),
  fsyncSync: (file: number) => void checked(host.fsync(file), 'fsync'),
  fstatSync: (file: number) => statusOf(host.fstat(file), 'fstat', ''),
  statSync: (path: unknown, options?: MayBeMissing) =>
    statusOf(host.stat(plain(path)), 'stat', plain(path), options),
  lstatSync: (path: unknown, options?: MayBeMissing) =>
    statusOf(host.lstat(plain(path)), 'lstat', plain(path), options),
  readFileSync(from: unknown, encoding?: unknown) {
    if (typeof from === 'number') return text(checked(host.readAll(from), 'read'), encoding)
    const file = functions.openSync(from, 0)
    try {
      return text(checked(host.readAll(file), 'read'), encoding)
    } finally {
      host.close(file)
    }
  },
  readSync(file: number, target: Uint8Array) {
    const bytes = new Uint8Array(checked<ArrayBuffer>(host.read(file, target.length), 'read'))
    target.set(bytes)
    return bytes.length
  },
  writeFileSync(to: unknown, data: string | Uint8Array) {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    if (typeof to === 'number') return void checked(host.writeAll(to, bytes), 'write')
    writeTo(plain(to), O_TRUNC, bytes)
  },
  writeSync(file: number, data: string | Uint8Array, at = -1): number {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    return checked(host.write(file, bytes, at), 'write')
  },
  ftruncateSync: (file: number) => void checked(host.truncate(file, 0), 'ftruncate'),
  appendFileSync: (path: unknown, data: string) =>
    writeTo(plain(path), O_APPEND, Buffer.from(data)),
  readdirSync: (path: unknown) =>
    checked<string[]>(host.readdir(plain(path)), 'scandir', plain(path)),
  readlinkSync: (path: unknown) =>
    checked<string>(host.readlink(plain(path)), 'readlink', plain(path)),
  realpathSync: Object.assign(realPath, { native: realPath }),
  /** It tells only Windows' drives apart, whose modes are unusual. */
  statfsSync: () => unsure('a file that others may write to'),
  existsSync: (path: unknown) => typeof host.stat(plain(path)) !== 'number',
  accessSync: (path: unknown, mode: number) =>
    void checked(host.access(plain(path), mode), 'access', plain(path)),
  rmSync(path: unknown, { force = false } = {}) {
    const result = host.unlink(plain(path))
    if (force && result < 0 && ['ENOENT', 'ENOTDIR'].includes(host.errorCode(-result))) return
    checked(result, 'rm', plain(path))
  },
  mkdirSync: (path: unknown, { mode = 0o777 } = {}) =>
    void checked(host.mkdir(plain(path), mode), 'mkdir', plain(path)),
  chmodSync: (path: unknown, mode: number) =>
    void checked(host.chmod(plain(path), mode), 'chmod', plain(path)),
  linkSync: (path: unknown, other: unknown) =>
    void checked(host.link(plain(path), plain(other)), 'link', plain(path)),
  renameSync: (path: unknown, other: unknown) =>
    void checked(host.rename(plain(path), plain(other)), 'rename', plain(path)),
}

/** Node's own types, so that the compiler refuses a name that Node does not have. */
type Cut = Pick<typeof Node, keyof typeof functions>

export const {
  openSync,
  closeSync,
  fsyncSync,
  fstatSync,
  statSync,
  lstatSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
  ftruncateSync,
  appendFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statfsSync,
  existsSync,
  accessSync,
  rmSync,
  mkdirSync,
  chmodSync,
  linkSync,
  renameSync,
} = functions as unknown as Cut
