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

/** Fractional parts of the square roots of the first 8 primes. */
const INITIAL_STATE = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const

/** Eight words of 32 bits. */
type State = readonly [number, number, number, number, number, number, number, number]

const BLOCK_BYTES = 64

/**
 * SHA-256 (FIPS 180-4) for cache keys, which contain no secret. Loading `node:crypto` would take
 * longer than the rest of a cache hit (docs/performance.md); all other cryptography is Node's.
 * @returns the hash of the text's UTF-8 bytes, in lower-case hex
 */
export function sha256(text: string): string {
  const message = padded(new TextEncoder().encode(text))
  let state: State = INITIAL_STATE
  for (let at = 0; at < message.byteLength; at += BLOCK_BYTES) state = compress(state, message, at)
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The data, then a one bit, zeros, and in the last eight bytes the data's length in bits. */
function padded(data: Uint8Array): DataView {
  const message = new Uint8Array(Math.ceil((data.length + 9) / BLOCK_BYTES) * BLOCK_BYTES)
  message.set(data)
  message[data.length] = 0x80
  const view = new DataView(message.buffer)
  view.setBigUint64(message.length - 8, BigInt(data.length) * 8n)
  return view
}

/**
 * Processes one block. Words are signed, so that nothing is allocated: a garbage collection during
 * a cache hit would take several milliseconds.
 */
function compress(state: State, message: DataView, at: number): State {
  const words = schedule(message, at)
  let [a, b, c, d, e, f, g, h] = state
  ROUND_CONSTANTS.forEach((constant, round) => {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    const choice = (e & f) ^ (~e & g)
    const t1 = plus(plus(plus(h, sum1), plus(choice, constant)), words.getInt32(round * 4))
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = plus(d, t1)
    d = c
    c = b
    b = a
    a = plus(t1, plus(sum0, majority))
  })
  const [p, q, r, s, t, u, v, w] = state
  return [
    plus(p, a),
    plus(q, b),
    plus(r, c),
    plus(s, d),
    plus(t, e),
    plus(u, f),
    plus(v, g),
    plus(w, h),
  ]
}

/** The message schedule: the block's 16 words, and 48 derived from them. */
function schedule(message: DataView, at: number): DataView {
  const words = new DataView(new ArrayBuffer(ROUND_CONSTANTS.length * 4))
  const word = (index: number): number => words.getInt32(index * 4)
  for (let index = 0; index < ROUND_CONSTANTS.length; index++) {
    const next =
      index < 16
        ? message.getInt32(at + index * 4)
        : expanded(word(index - 2), word(index - 7), word(index - 15), word(index - 16))
    words.setInt32(index * 4, next)
  }
  return words
}

function expanded(back2: number, back7: number, back15: number, back16: number): number {
  const sigma1 = rotated(back2, 17) ^ rotated(back2, 19) ^ (back2 >>> 10)
  const sigma0 = rotated(back15, 7) ^ rotated(back15, 18) ^ (back15 >>> 3)
  return plus(plus(sigma1, back7), plus(sigma0, back16))
}

const rotated = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

/** Adds modulo 2^32, by halves: V8 would allocate each sum of more than 32 bits on the heap. */
function plus(one: number, other: number): number {
  const low = (one & 0xffff) + (other & 0xffff)
  return (((one >> 16) + (other >> 16) + (low >> 16)) << 16) | (low & 0xffff)
}
