import { isObject } from '../core/json.js'
import { hexText, utf8Bytes, utf8Text } from '../system/bytes.js'
import { equalInConstantTime, randomBytes, sha256Hex } from '../system/crypto.js'
import { writePrivate } from '../system/files/atomic-file.js'
import { readOwnFile } from '../system/files/read-own-file.js'
import { acquireLock } from '../system/files/acquire-lock.js'
import { runtimeDir } from '../system/files/runtime-dir.js'
import type { Host } from '../system/host.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { STEP_SECONDS } from './totp.js'

/** How long an MFA device shows one code. */
const TIME_STEP_MS = STEP_SECONDS * 1000

/**
 * After this time the same six digits are a new code: the code's own time step, and one before and
 * after it, because clocks differ.
 */
const CODE_WINDOW_MS = 3 * TIME_STEP_MS

const SALT_BYTES = 16

/** Another process holds the lock only while it reads and writes a small file. */
const LOCK_TIMEOUT_MS = 2000

/**
 * Salted hash of a code sent for a device. Six digits are easy to brute-force, but a used code is
 * worthless.
 */
interface Trace {
  salt: string
  hash: string
  /** Milliseconds since 1970. */
  at: number
}

type CodeHost = Pick<Host, 'env' | 'paths' | 'now'>

/**
 * True if a process has sent this code for this device. STS accepts each code once, and its refusal
 * of the second use reads like that of a wrong code.
 */
export function wasUsed(serial: string, code: string, host: CodeHost): boolean {
  return recentTraces(serial, host).some(({ salt, hash }) =>
    equalInConstantTime(utf8Bytes(hashOf(salt, code)), utf8Bytes(hash)),
  )
}

/**
 * Records a code before it is sent, unless it was used. Of several processes with the same code,
 * such as that of a stored seed, one gets true. Best effort: if the file cannot be written, STS
 * itself refuses a second use.
 * @returns whether the code may be sent
 */
export async function claimCode(serial: string, code: string, host: CodeHost): Promise<boolean> {
  const path = join(runtimeDir(host), STATE_PATHS.locks, `code-${nameOf(serial)}.lock`)
  const options = { name: 'another rolecall process', timeoutMs: LOCK_TIMEOUT_MS, pollMs: 10 }
  const lock = await acquireLock(path, options).catch(() => undefined)
  try {
    if (wasUsed(serial, code, host)) return false
    addTrace(serial, code, host)
    return true
  } finally {
    lock?.release()
  }
}

function addTrace(serial: string, code: string, host: CodeHost): void {
  const salt = hexText(randomBytes(SALT_BYTES))
  const trace: Trace = { salt, hash: hashOf(salt, code), at: host.now().at }
  try {
    writePrivate(tracePath(serial, host), JSON.stringify([...recentTraces(serial, host), trace]))
  } catch {
    // Only the clear message is lost, not the session.
  }
}

/** Milliseconds until MFA devices show the next code. */
export function msToNextCode(host: Pick<Host, 'now'>): number {
  return TIME_STEP_MS - (host.now().at % TIME_STEP_MS)
}

/** Seconds until MFA devices show the next code, rounded up. */
export function secondsToNextCode(host: Pick<Host, 'now'>): number {
  return Math.ceil(msToNextCode(host) / 1000)
}

/**
 * Parses a code as users type and paste it: `123456`, `123 456`, `123-456`.
 * @returns six digits; undefined for anything else
 */
export function parseCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '')
  return /^\d{6}$/.test(code) ? code : undefined
}

function tracePath(serial: string, host: CodeHost): string {
  return join(runtimeDir(host), STATE_PATHS.usedCodes, nameOf(serial))
}

const nameOf = (serial: string): string => sha256Hex(serial).slice(0, 32)

function hashOf(salt: string, code: string): string {
  return sha256Hex(`${salt} ${code}`)
}

/** The codes that may still be in their window; none if the file is missing or unreadable. */
function recentTraces(serial: string, host: CodeHost): Trace[] {
  const now = host.now().at
  return tracesIn(tracePath(serial, host)).filter(({ at }) => Math.abs(now - at) <= CODE_WINDOW_MS)
}

function tracesIn(path: string): Trace[] {
  try {
    const file = readOwnFile(path)
    const traces: unknown = file && JSON.parse(utf8Text(file))
    return Array.isArray(traces) ? traces.filter(isTrace) : []
  } catch {
    return []
  }
}

function isTrace(value: unknown): value is Trace {
  if (!isObject(value)) return false
  const { salt, hash, at } = value
  return typeof salt === 'string' && typeof hash === 'string' && typeof at === 'number'
}
