/** Words of 32 bits in a block. */
const BLOCK_WORDS = 16

/** The state of a hash: signed words of 32 bits. */
export type State = readonly number[]

/** Mixes one block of 16 words into a state. */
export type Compress = (state: State, block: Int32Array) => State

/**
 * What SHA-1 and SHA-256 share (FIPS 180-4 §5, §6): padding, the loop over the blocks, the output.
 * @returns the hash of the text's UTF-8 bytes, in lower-case hex
 */
export function digest(text: string, initial: State, compress: Compress): string {
  const words = padded(new TextEncoder().encode(text))
  let state = initial
  for (let at = 0; at < words.length; at += BLOCK_WORDS) {
    state = compress(state, words.subarray(at, at + BLOCK_WORDS))
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The data, then a one bit, zeros, and in the last eight bytes the data's length in bits. */
function padded(data: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil((data.length + 9) / 64) * BLOCK_WORDS)
  const bytes = new Uint8Array(words.buffer)
  bytes.set(data)
  bytes[data.length] = 0x80
  const view = new DataView(words.buffer)
  view.setBigUint64(bytes.length - 8, BigInt(data.length) * 8n)
  for (let index = 0; index < words.length; index++) words[index] = view.getInt32(index * 4)
  return words
}
