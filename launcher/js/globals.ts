import { Buffer } from './buffer.js'
import type {} from './host.js'
import { startImmediate, startTimer, stopTimer } from './loop.js'
import { environment, getuid } from './machine.js'
import { kill, offSignal, onSignal } from './signals.js'
import { unsure } from './unsure.js'
import { URL, URLSearchParams } from './url.js'

/*
 * The globals of Node that the fast path uses. The build puts them in place of the free names
 * (scripts/launcher.ts), so that what is not here does not build unnoticed.
 */

export { Buffer, URL, URLSearchParams }

// Every module imports this one first, `host.js` too.
const host = globalThis.__host

const stream = (at: 0 | 1 | 2): object => ({
  get isTTY() {
    return host.isTTY[at]
  },
  // Only a cold call writes by it (cold.ts).
  write: () => unsure('a message'),
  on: () => undefined,
})

/** In a millisecond. */
const NANOSECONDS = 1e6

export const process = {
  get env() {
    return environment()
  },
  // Node's own words come first.
  get argv() {
    return ['node', 'rolecall', ...host.argv]
  },
  execArgv: [],
  platform: host.platform,
  // Old enough that abstract sockets are left to the program, whose version decides.
  versions: { node: '0' },
  get pid() {
    return host.pid
  },
  get ppid() {
    return host.ppid
  },
  getuid,
  hrtime: { bigint: () => BigInt(Math.round(host.monotonicMs() * NANOSECONDS)) },
  on: onSignal,
  off: offSignal,
  kill,
  cwd(): string {
    const path = host.cwd()
    if (typeof path === 'string') return path
    throw new Error('the working directory no longer exists')
  },
  stdin: stream(0),
  stdout: stream(1),
  stderr: Object.defineProperty(stream(2), 'columns', { get: () => host.columns() }),
}

export const performance = {
  now: () => host.monotonicMs(),
  get timeOrigin() {
    return host.startedMs
  },
}

/** Size of the numbers that four bytes can be. */
const UINT32_VALUES = 2 ** 32

// All processes have the engine's own random numbers from one snapshot.
Math.random = () => Number(new Uint32Array(host.randomBytes(4))[0]) / UINT32_VALUES

export const crypto = {
  randomUUID(): string {
    const bytes = Buffer.from(host.randomBytes(16))
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  },
}

/** The SDK's log, which rolecall does not use. */
export const console = { log() {}, debug() {}, info() {}, warn() {}, error() {}, trace() {} }

/** Types that the SDK tests a body for. */
class Never {
  readonly isNever = true
}
export const [ReadableStream, Request, Response] = [Never, Never, Never]

/** A spinner's, which only a terminal gets. */
export const setInterval = (): never => unsure('a terminal')
export const clearInterval = stopTimer

export const setImmediate = startImmediate
export const setTimeout = startTimer
export const clearTimeout = stopTimer

/** A time limit, for net/fetch.ts. */
export const AbortSignal = { timeout: (ms: number) => ({ ms }) }

/** The fast path only ever sleeps by it. */
export const Atomics = {
  wait: (_array: unknown, _index: number, _value: number, ms: number) => host.sleep(ms),
}
export const SharedArrayBuffer = ArrayBuffer

export class TextEncoder {
  encode(text: string): Uint8Array {
    return Buffer.from(text)
  }
}

export class TextDecoder {
  decode(bytes: Uint8Array): string {
    // The SDK makes it without `ignoreBOM`.
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    return host.utf8Text(bytes, hasMark ? 3 : 0, bytes.length)
  }
}
