import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha1 } from '../../../src/core/digest/sha1.js'
import { sha256 } from '../../../src/core/digest/sha256.js'

const TWO_BLOCKS = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'

describe.each([
  {
    name: 'sha1',
    hash: sha1,
    examples: {
      '': 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      abc: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      [TWO_BLOCKS]: '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    },
  },
  {
    name: 'sha256',
    hash: sha256,
    examples: {
      '': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      abc: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      [TWO_BLOCKS]: '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    },
  },
])('$name', ({ name, hash, examples }) => {
  const reference = (text: string): string => createHash(name).update(text).digest('hex')

  test("the standard's examples", () => {
    for (const [text, expected] of Object.entries(examples)) expect(hash(text)).toBe(expected)
  })

  test('every length around the ends of blocks, as OpenSSL has it', () => {
    for (let length = 0; length <= 200; length++) {
      const text = 'x'.repeat(length)
      expect(hash(text)).toBe(reference(text))
    }
  })

  test('any text, as OpenSSL has it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        expect(hash(text)).toBe(reference(text))
      }),
      { numRuns: 200 },
    )
  })
})
