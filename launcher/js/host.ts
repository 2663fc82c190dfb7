import type { BusValue } from '../../src/store/secret-service/dbus/types.js'

/*
 * What the launcher's Rust code offers. Each function is one system call, or one conversion that
 * would be slow in an engine without a compiler. launcher/src/host/ implements them.
 *
 * On Windows, functions that write or wait become the program (windows/missing.rs).
 *
 * A call that the system refuses returns its error number, negated.
 */

/** A status record: size in bytes, last change in milliseconds since 1970. */
export type HostStat = readonly [
  mode: number,
  uid: number,
  gid: number,
  size: number,
  mtimeMs: number,
  dev: number,
  ino: number,
]

/** What a server answered, or why it did not. */
export interface HostResponse {
  status: number
  /** Names in lower case. */
  headers: [name: string, value: string][]
  body: ArrayBuffer
  /**
   * Of the body: `long`, `slow`, `aborted`. Without a status: `unsent` if the system could not
   * connect, `unsure` if the server was not found or not trusted, so that nothing was sent either;
   * `unconnected` if a connection took too long; `timeout`, `reset`, `pipe`, `hangup`, `overflow`,
   * `parse`.
   */
  fault?: string
  /** More about a fault, for the trace. */
  reason?: string
  /** Code and message of Node's error if there is no connection; '' if they are not known. */
  code?: string
  message?: string
  /** What a proxy answered instead of a connection; 0 if it did not. */
  proxyStatus?: number
}

export interface LauncherHost {
  // What differs between processes: not there while the modules are loaded, which a snapshot keeps.
  /** The words after the launcher's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The start of this process, in milliseconds since 1970. */
  readonly startedMs: number
  readonly pid: number
  readonly ppid: number
  /** -1 on Windows. */
  readonly uid: number
  readonly isTTY: readonly [stdin: boolean, stdout: boolean, stderr: boolean]

  readonly platform: NodeJS.Platform
  /** O_NOFOLLOW, which differs between processors. */
  readonly noFollow: number

  open: (path: string, flags: number, mode: number) => number
  close: (file: number) => number
  /** Reads once. */
  read: (file: number, maxBytes: number) => ArrayBuffer | number
  /** Reads to the end. */
  readAll: (file: number) => ArrayBuffer | number
  writeAll: (file: number, data: Uint8Array) => number
  /** Writes once. @param at position; negative: behind what was written last */
  write: (file: number, data: Uint8Array, at: number) => number
  truncate: (file: number, size: number) => number
  /** Takes an exclusive lock of an open file, without waiting. */
  lock: (file: number) => number
  fsync: (file: number) => number
  fstat: (file: number) => HostStat | number
  stat: (path: string) => HostStat | number
  lstat: (path: string) => HostStat | number
  readdir: (path: string) => string[] | number
  readlink: (path: string) => string | number
  realpath: (path: string) => string | number
  unlink: (path: string) => number
  mkdir: (path: string, mode: number) => number
  chmod: (path: string, mode: number) => number
  access: (path: string, mode: number) => number
  link: (path: string, other: string) => number
  rename: (path: string, other: string) => number
  cwd: () => string | number
  /** `ENOENT` for 2. */
  errorCode: (errno: number) => string

  /**
   * Reads a key of the type `user` from the kernel keyring.
   * @param description as keyctl(1) shows it
   */
  kernelKey: (description: string) => ArrayBuffer | number
  /** Creates or replaces such a key. */
  writeKernelKey: (description: string, value: Uint8Array) => number
  /** Removes such a key at once. */
  dropKernelKey: (description: string) => number

  /**
   * Windows only: reads a generic credential of the Credential Manager.
   * @returns null if there is none; false if it cannot be read
   */
  credential?: (target: string) => ArrayBuffer | null | false
  /** Windows only: the login name; undefined if it is not text. */
  userName?: () => string | undefined

  /** Connects to a local socket of this user or of root. @returns a descriptor */
  connect: (path: string) => number
  /** Waits until one of the sockets can be read. @returns those that can; [] after the time */
  poll: (sockets: readonly number[], timeoutMs: number) => number[]

  /**
   * Sends one HTTP request and waits for the answer. Redirects are not followed.
   * @param body an empty one is none
   * @param limits milliseconds for the connection, and for the head and the body of the answer
   * each; bytes of the body; milliseconds for all of it, if that is limited too
   * @param proxy host, port, and the value of `Proxy-Authorization` if there is one; [] for none
   */
  send: (
    method: string,
    url: string,
    headers: readonly [name: string, value: string][],
    body: Uint8Array,
    limits: readonly [connectMs: number, responseMs: number, maxBytes: number, totalMs?: number],
    proxy: readonly string[],
  ) => HostResponse
  /** From now on, {@link send} uses these addresses of a name. */
  knowName: (name: string, addresses: string[]) => void
  /**
   * Trusts the roots in texts of PEM, for all requests from now on: certificates that have issued
   * themselves and are valid.
   * @param now `YYYYMMDDhhmmss` in UTC
   * @returns false if one of the texts has a fault
   */
  trust: (texts: readonly Uint8Array[], now: string) => boolean

  /** Seconds since the start of the machine. */
  uptime: () => number
  /** Milliseconds of a clock that never goes back. */
  monotonicMs: () => number
  sleep: (ms: number) => void
  randomBytes: (count: number) => ArrayBuffer

  /** SHA-1 and SHA-256 of a well-formed text's UTF-8 bytes, in lower-case hex. */
  sha1: (text: string) => string
  sha256: (text: string) => string
  /** HMAC-SHA-256. */
  hmac: (key: Uint8Array, data: Uint8Array) => ArrayBuffer
  sha256Bytes: (data: Uint8Array) => ArrayBuffer
  /** AES-256-GCM, with the tag at the end. */
  encrypt: (
    key: Uint8Array,
    nonce: Uint8Array,
    associated: Uint8Array,
    data: Uint8Array,
  ) => ArrayBuffer
  /** X25519 (RFC 7748) of keys of 32 bytes. */
  x25519Public: (privateKey: Uint8Array) => ArrayBuffer
  /** @returns undefined for a public key that is none */
  x25519Shared: (privateKey: Uint8Array, publicKey: Uint8Array) => ArrayBuffer | undefined
  /** AES-256-GCM. @returns undefined if the key is wrong, or the data was modified */
  decrypt: (
    key: Uint8Array,
    nonce: Uint8Array,
    associated: Uint8Array,
    data: Uint8Array,
  ) => ArrayBuffer | undefined

  utf8Text: (bytes: Uint8Array, start: number, end: number) => string
  latin1Text: (bytes: Uint8Array, start: number, end: number) => string
  /** The text must be well-formed. */
  utf8Bytes: (text: string) => ArrayBuffer
  utf8Length: (text: string) => number
  indexOf: (bytes: Uint8Array, part: Uint8Array, from: number) => number
  /** `around` of AwsText (src/aws-files/aws-files.ts) of a text in UTF-8. */
  sectionsAround: (text: Uint8Array, name: string) => string

  /** As in src/store/secret-service/dbus. */
  marshal: (signature: string, values: readonly BusValue[]) => ArrayBuffer
  unmarshal: (signature: string, data: Uint8Array, littleEndian: boolean) => BusValue[]

  /** `import()`, which the build puts in its place (scripts/launcher.ts). */
  importModule: (name: string) => Promise<object>
  /** Prints a line to stderr if ROLECALL_LAUNCHER_TRACE is set. */
  trace: (message: string) => void
  /** Writes the answer to stdout, then messages to stderr, and ends the process. */
  answer: (data: string, messages: string, status: number) => void
  /** Columns of the terminal on stderr; 0 if stderr is not a terminal. */
  columns: () => number
  /** Has {@link becomeProgram} fail from now on. */
  noteEffect: () => void
  /** Becomes the full program. */
  becomeProgram: (reason: string) => void
  /**
   * Becomes another program.
   * @param env `NAME=value`
   * @returns only if that fails: the error number, negated
   */
  become: (file: string, argv: readonly string[], env: readonly string[]) => number
  /** Node, the program's script and this launcher, without links; [] if a file is missing. */
  ownFiles: () => string[]
  /** The program's Node as it was found; undefined if there is none. */
  node: () => string | undefined
  /** Starts this launcher in a session of its own, without streams. */
  startAgain: (args: readonly string[], env: readonly string[]) => void

  /**
   * Starts a program.
   * @param file absolute path
   * @param env `NAME=value`
   * @param streams for each standard stream a descriptor; -1 for /dev/null; -2 for a pipe
   * @param session whether the child gets a session of its own
   * @returns its ID, a descriptor that can be read once it has ended, and this end of each pipe or
   * -1; or only the error number, negated
   */
  spawn: (
    file: string,
    argv: readonly string[],
    env: readonly string[],
    streams: readonly number[],
    session: boolean,
  ) => number[]
  /** How a child has ended: its status or -1, and the signal or 0; [] if it has not. */
  waitChild: (pid: number) => number[]
  kill: (pid: number, signal: number) => number
  /** Holds signals back. @returns a descriptor that can be read when one arrives */
  watchSignals: (signals: readonly number[]) => number
  unwatchSignals: (file: number, signals: readonly number[]) => void
}

declare global {
  var __host: LauncherHost
}

/** The Rust side, which is there before this code. */
export const host: LauncherHost = globalThis.__host
