const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The account that an access key belongs to, read off its id. Ids issued since about 2019 carry it: behind the prefix, in base 32,
 * stand a bit that is always set and then the account's number in 40 bits. Older ids have that bit clear and say nothing.
 * AWS documents none of this; what is told here was found out by comparing ids with what GetAccessKeyInfo answers.
 * @returns twelve digits; undefined where the id does not carry them
 */
export function accountOfKeyId(accessKeyId: string): string | undefined {
  const [, body] = /^A[KS]IA([A-Z2-7]{16})$/.exec(accessKeyId) ?? []
  if (body === undefined) return undefined
  const bits = [...body.slice(0, 9)]
    .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const account = parseInt(bits.slice(1, 41), 2)
  return bits.startsWith('1') && account < 1e12 ? String(account).padStart(12, '0') : undefined
}
