import { digest, type State } from './digest.js'

/** Fractional parts of the cube roots of the first 64 primes, as signed words. */
const ROUND_CONSTANTS = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
])
const ROUNDS = 64

/** Fractional parts of the square roots of the first 8 primes. */
const INITIAL_STATE: State = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]

/**
 * SHA-256 (FIPS 180-4) for cache keys, which contain no secret. Loading `node:crypto` would take
 * longer than the rest of a cache hit (docs/performance.md); all other cryptography is Node's.
 * @returns the hash of the text's UTF-8 bytes, in lower-case hex
 */
export const sha256 = (text: string): string => digest(text, INITIAL_STATE, compress)

/**
 * Processes one block. Rotations and sums are written out, because a cache hit ends before V8
 * optimizes this code: a call in the loop costs more than the arithmetic. Each sum is cut to 32
 * bits at once: the engine then converts fewer numbers.
 */
function compress(state: State, block: Int32Array): State {
  const words = schedule(block)
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let round = 0; round < ROUNDS; round++) {
    const constant = ROUND_CONSTANTS[round] ?? 0
    const word = words[round] ?? 0
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const choice = (e & f) ^ (~e & g)
    const t1 = (((((((h + sum1) | 0) + choice) | 0) + constant) | 0) + word) | 0
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (((t1 + sum0) | 0) + majority) | 0
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => ((state[index] ?? 0) + word) | 0)
}

/** The message schedule: the block's 16 words, and 48 derived from them. */
function schedule(block: Int32Array): Int32Array {
  const words = new Int32Array(ROUNDS)
  words.set(block)
  for (let index = block.length; index < ROUNDS; index++) {
    const x = words[index - 2] ?? 0
    const y = words[index - 15] ?? 0
    const sigma1 = ((x >>> 17) | (x << 15)) ^ ((x >>> 19) | (x << 13)) ^ (x >>> 10)
    const sigma0 = ((y >>> 7) | (y << 25)) ^ ((y >>> 18) | (y << 14)) ^ (y >>> 3)
    words[index] =
      ((((sigma1 + (words[index - 7] ?? 0)) | 0) + sigma0) | 0) + (words[index - 16] ?? 0)
  }
  return words
}
