/**
 * Lists the secrets that the data contains, in plaintext or encoded: base64 at each of its three
 * alignments, hexadecimal, percent-encoding or UTF-16.
 */
export function secretsIn(data: string | Buffer, secrets: readonly string[]): string[] {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  return secrets.filter((secret) => encodings(secret).some((form) => bytes.includes(form)))
}

function encodings(secret: string): Buffer[] {
  const hex = Buffer.from(secret).toString('hex')
  const texts = [
    secret,
    hex,
    hex.toUpperCase(),
    encodeURIComponent(secret),
    ...[0, 1, 2].flatMap((shift) => {
      const base64 = base64Within(secret, shift)
      return [base64, base64.replaceAll('+', '-').replaceAll('/', '_')]
    }),
  ]
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(secret, 'utf16le')]
}

/**
 * The base64 characters that depend only on the secret if it is part of a longer text.
 * @param shift bytes before the secret, modulo 3
 */
function base64Within(secret: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
  const length = bytes.length - (bytes.length % 3)
  return bytes
    .subarray(0, length)
    .toString('base64')
    .slice(shift === 0 ? 0 : 4)
}
