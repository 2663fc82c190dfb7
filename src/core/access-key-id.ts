const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * Decodes the account number from an access key ID. IDs issued since about 2019 contain it: after
 * the prefix come, in base 32, one bit that is set and the account number in 40 bits. In older IDs
 * that bit is clear. AWS does not document this; it was found by comparing IDs with the answers of
 * GetAccessKeyInfo.
 * @returns twelve digits; undefined if the ID does not contain an account
 */
export function accountOfKeyId(accessKeyId: string): string | undefined {
  const [, body] = /^A[KS]IA([A-Z2-7]{16})$/.exec(accessKeyId) ?? []
  if (body === undefined) return undefined
  const bits = [...body.slice(0, 9)]
    .map((digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0'))
    .join('')
  const account = parseInt(bits.slice(1, 41), 2)
  return bits.startsWith('1') && account < 1e12 ? String(account).padStart(12, '0') : undefined
}
