import { base32Bytes } from './base32.js'
import { RolecallError } from '../core/errors.js'

/** RFC 4226 §4 requires 128 bits. Fewer are a mistake, such as a code in place of the seed. */
const MIN_SEED_BYTES = 10

/**
 * Reads a seed as other programs show it: Base32, or an `otpauth://` URI, which QR codes contain.
 * @returns Base32 in upper case, without blanks and padding
 * @throws RolecallError 'config' that quotes nothing of the text
 */
export function seedInText(text: string, what: string): string {
  const seed = /^otpauth:/i.test(text.trim()) ? seedInUri(text.trim(), what) : text
  const bytes = base32Bytes(seed)
  if (bytes && bytes.length >= MIN_SEED_BYTES) return seed.toUpperCase().replace(/[\s=-]/g, '')
  throw new RolecallError('config', `${what} is not the seed of an MFA device`, {
    hint: 'a seed is Base32, at least 16 characters A to Z and 2 to 7, or an otpauth://totp/ URI',
  })
}

/** The parameters that differ from AWS's devices would give other codes. */
function seedInUri(text: string, what: string): string {
  const uri = URL.canParse(text) ? new URL(text) : undefined
  const query = uri?.searchParams
  const expected = { algorithm: 'SHA1', digits: '6', period: '30' }
  const other = Object.entries(expected).find(([name, value]) => {
    const given = query?.get(name)?.toUpperCase()
    return given !== undefined && given !== value
  })
  if (uri?.host.toLowerCase() !== 'totp' || other) {
    const reason = other ? `its ${other[0]} is not ${other[1]}` : 'it is not of the type totp'
    throw new RolecallError('config', `${what} is not of an MFA device of AWS: ${reason}`, {
      hint: 'AWS uses codes of six digits, SHA-1 and 30 seconds',
    })
  }
  return query?.get('secret') ?? ''
}

/**
 * The content of a device's QR code, in the form of the API Reference (docs/contracts.md §10).
 * @param serial ARN of the device
 */
export function seedUri(serial: string, seed: string): string {
  const [, , , , account = '', resource = ''] = serial.split(':')
  const label = `${resource.split('/').at(-1) ?? resource}@${account}`
  return `otpauth://totp/${label}?secret=${seed}`
}
