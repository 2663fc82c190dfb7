import { digest, type State } from './digest.js'

/** FIPS 180-4 §5.3.1. */
const INITIAL_STATE: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]

const ROUNDS = 80

/**
 * SHA-1 (FIPS 180-4) of a text's UTF-8 bytes, only for the names of the AWS CLI's token files. The
 * fast path needs them, and loading `node:crypto` would take longer than the rest of a cache hit.
 * @returns lower-case hex
 */
export const sha1 = (text: string): string => digest(text, INITIAL_STATE, compress)

function compress(state: State, block: Int32Array): State {
  const words: number[] = []
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let round = 0; round < ROUNDS; round++) {
    const word = (back: number): number => words[round - back] ?? 0
    words[round] = block[round] ?? rotate(word(3) ^ word(8) ^ word(14) ^ word(16), 1)
    const [mixed, constant] = mix(round, b, c, d)
    const next = (rotate(a, 5) + mixed + e + constant + word(0)) | 0
    ;[e, d, c, b, a] = [d, c, rotate(b, 30), a, next]
  }
  return [a, b, c, d, e].map((word, index) => ((state[index] ?? 0) + word) | 0)
}

/** The function and the constant of a round (FIPS 180-4 §4.1.1, §4.2.1). */
function mix(round: number, b: number, c: number, d: number): [mixed: number, constant: number] {
  if (round < 20) return [(b & c) | (~b & d), 0x5a827999]
  if (round < 40) return [b ^ c ^ d, 0x6ed9eba1]
  if (round < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
  return [b ^ c ^ d, 0xca62c1d6]
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))
