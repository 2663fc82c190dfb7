import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/core/sha256.js'

const reference = (text: string): string => createHash('sha256').update(text).digest('hex')

test("the standard's examples", () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  const twoBlocks = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'
  expect(sha256(twoBlocks)).toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1')
})

test('every length around the ends of blocks, as OpenSSL has it', () => {
  for (let length = 0; length <= 200; length++) {
    const text = 'x'.repeat(length)
    expect(sha256(text)).toBe(reference(text))
  }
})

test('any text, as OpenSSL has it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      expect(sha256(text)).toBe(reference(text))
    }),
    { numRuns: 200 },
  )
})
