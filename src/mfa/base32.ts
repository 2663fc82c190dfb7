/** RFC 4648 §6. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * Decodes Base32 as users copy it: in any case, with blanks, hyphens and padding.
 * @returns undefined if the text is something else, or empty
 */
export function base32Bytes(text: string): Uint8Array | undefined {
  const digits = text.toUpperCase().replace(/[\s=-]/g, '')
  if (!/^[A-Z2-7]+$/.test(digits)) return undefined
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const digit of digits) {
    value = ((value << 5) | ALPHABET.indexOf(digit)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >> bits) & 0xff)
  }
  return Uint8Array.from(bytes)
}
