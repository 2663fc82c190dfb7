import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { readIfPresent, writePrivate } from '../system/files/atomic-file.js'
import type { Host } from '../system/host.js'
import { runtimeDir } from '../system/files/runtime-dir.js'
import { STATE_PATHS } from '../system/state-paths.js'

/** Milliseconds that a device shows a code (RFC 6238, AWS's devices). */
const TIME_STEP = 30_000

/**
 * Milliseconds after which the same six digits are another code: the step it was made in and one on either
 * side, for clocks that differ.
 */
const WINDOW = 3 * TIME_STEP

/** What is kept of a serial's last code. The hash of six digits hides little, but only for as long as the code is worth nothing. */
interface Trace {
  salt: string
  hash: string
  /** Milliseconds since 1970. */
  at: number
}

type CodeHost = Pick<Host, 'env' | 'paths' | 'now'>

/**
 * STS takes each code once ("MultiFactorAuthentication failed with invalid MFA one time pass code" says nothing of why), so the
 * last one is remembered across processes.
 */
export function wasUsed(serial: string, code: string, host: CodeHost): boolean {
  const trace = readTrace(pathFor(serial, host))
  if (!trace || Math.abs(host.now().at - trace.at) > WINDOW) return false
  const hash = Buffer.from(hashOf(trace.salt, code), 'hex')
  const used = Buffer.from(trace.hash, 'hex')
  return hash.length === used.length && timingSafeEqual(hash, used)
}

/**
 * To be called before a code is sent. Where nothing can be written STS itself refuses the second use.
 * @returns the code
 */
export function markCodeUsed(serial: string, code: string, host: CodeHost): string {
  const salt = randomBytes(16).toString('hex')
  const trace: Trace = { salt, hash: hashOf(salt, code), at: host.now().at }
  try {
    writePrivate(pathFor(serial, host), JSON.stringify(trace))
  } catch {
    // It costs a clear message, not the session.
  }
  return code
}

/** @returns milliseconds until devices show another code */
export function untilNextCode(host: Pick<Host, 'now'>): number {
  return TIME_STEP - (host.now().at % TIME_STEP)
}

export function secondsToNextCode(host: Pick<Host, 'now'>): number {
  return Math.ceil(untilNextCode(host) / 1000)
}

/** @returns six digits, also out of `123 456` and `123-456` as people paste them; undefined for anything else */
export function parseCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '')
  return /^\d{6}$/.test(code) ? code : undefined
}

function pathFor(serial: string, host: CodeHost): string {
  const name = createHash('sha256').update(serial).digest('hex').slice(0, 32)
  return join(runtimeDir(host), STATE_PATHS.usedCodes, name)
}

function hashOf(salt: string, code: string): string {
  return createHash('sha256').update(`${salt} ${code}`).digest('hex')
}

function readTrace(path: string): Trace | undefined {
  try {
    const { salt, hash, at } = JSON.parse(readIfPresent(path)?.toString() ?? '{}') as Partial<Trace>
    return typeof salt === 'string' && typeof hash === 'string' && typeof at === 'number'
      ? { salt, hash, at }
      : undefined
  } catch {
    return undefined
  }
}
