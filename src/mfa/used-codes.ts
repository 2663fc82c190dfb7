import { hexText, utf8Bytes, utf8Text } from '../system/bytes.js'
import { equalInConstantTime, randomBytes, sha256Hex } from '../system/crypto.js'
import { readOwnFile, writePrivate } from '../system/files/atomic-file.js'
import { runtimeDir } from '../system/files/runtime-dir.js'
import type { Host } from '../system/host.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'

/** How long an MFA device shows one code (RFC 6238; the time step of AWS's devices). */
const TIME_STEP_MS = 30_000

/**
 * After this time the same six digits are a new code: the code's own time step, and one before and
 * after it, because clocks differ.
 */
const CODE_WINDOW_MS = 3 * TIME_STEP_MS

const SALT_BYTES = 16

/**
 * Salted hash of the last code sent for a device. Six digits are easy to brute-force, but a used
 * code is worthless.
 */
interface Trace {
  salt: string
  hash: string
  /** Milliseconds since 1970. */
  at: number
}

type CodeHost = Pick<Host, 'env' | 'paths' | 'now'>

/**
 * True if this is the last code that any process sent for this device. STS accepts each code once,
 * and its refusal of the second use reads like that of a wrong code.
 */
export function wasUsed(serial: string, code: string, host: CodeHost): boolean {
  const trace = readTrace(tracePath(serial, host))
  if (!trace || Math.abs(host.now().at - trace.at) > CODE_WINDOW_MS) return false
  return equalInConstantTime(utf8Bytes(hashOf(trace.salt, code)), utf8Bytes(trace.hash))
}

/**
 * Records a code before it is sent. Best effort: if the file cannot be written, STS itself refuses
 * a second use.
 * @returns the code
 */
export function markCodeUsed(serial: string, code: string, host: CodeHost): string {
  const salt = hexText(randomBytes(SALT_BYTES))
  const trace: Trace = { salt, hash: hashOf(salt, code), at: host.now().at }
  try {
    writePrivate(tracePath(serial, host), JSON.stringify(trace))
  } catch {
    // Only the clear message is lost, not the session.
  }
  return code
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
  return join(runtimeDir(host), STATE_PATHS.usedCodes, sha256Hex(serial).slice(0, 32))
}

function hashOf(salt: string, code: string): string {
  return sha256Hex(`${salt} ${code}`)
}

/** @returns undefined if the file is missing, unreadable or not a trace */
function readTrace(path: string): Trace | undefined {
  try {
    const file = readOwnFile(path)
    if (!file) return undefined
    const { salt, hash, at } = JSON.parse(utf8Text(file)) as Partial<Trace>
    return typeof salt === 'string' && typeof hash === 'string' && typeof at === 'number'
      ? { salt, hash, at }
      : undefined
  } catch {
    return undefined
  }
}
