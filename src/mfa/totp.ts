import { base32Bytes } from './base32.js'
import { allocateBytes } from '../system/bytes.js'
import { hmacSha1 } from '../system/crypto.js'

/** Seconds for which a device shows a code: that of AWS's virtual devices. */
export const STEP_SECONDS = 30

/** Number of complete time steps since 1970. @param at milliseconds since 1970 */
export function stepAt(at: number): number {
  return Math.floor(at / 1000 / STEP_SECONDS)
}

/**
 * The code of a time step (RFC 6238 with SHA-1 and six digits, as AWS's virtual devices have it).
 * @param seed Base32
 * @throws RangeError if the seed is not Base32
 */
export function totp(seed: string, step: number): string {
  const key = base32Bytes(seed)
  if (!key) throw new RangeError('the seed is not Base32')
  const counter = allocateBytes(8)
  new DataView(counter.buffer, counter.byteOffset).setBigUint64(0, BigInt(step))
  const mac = hmacSha1(key, counter)
  // RFC 4226 §5.3: the low four bits of the last byte say which four bytes are the code.
  const at = (mac.at(-1) ?? 0) & 0xf
  const number = new DataView(mac.buffer, mac.byteOffset + at, 4).getUint32(0) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}
