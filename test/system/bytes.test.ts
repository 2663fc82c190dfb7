import { describe, expect, test } from 'vitest'
import {
  base64Bytes,
  base64Text,
  concatBytes,
  equalBytes,
  hexBytes,
  hexText,
  indexOfAscii,
  latin1Bytes,
  latin1Text,
  utf8Bytes,
  utf8Length,
  utf8Text,
  writeUtf8,
} from '../../src/system/bytes.js'

/** A plain array that begins in the middle of its memory, as a part of a larger one does. */
function plain(bytes: Uint8Array): Uint8Array {
  const memory = new Uint8Array(bytes.length + 7).fill(0xee)
  memory.set(bytes, 5)
  return memory.subarray(5, 5 + bytes.length)
}

describe('bytes that are not Node’s own', () => {
  const text = 'grüße 🔑'

  test('are decoded from where they begin to where they end', () => {
    expect(utf8Text(plain(utf8Bytes(text)))).toBe(text)
    expect(utf8Text(plain(utf8Bytes('abcdef')), 2, 4)).toBe('cd')
    expect(latin1Text(plain(latin1Bytes('\u00ff\u0000a')), 0, 2)).toBe('\u00ff\u0000')
    expect(hexText(plain(hexBytes('00ff10')))).toBe('00ff10')
    expect(base64Text(plain(base64Bytes('AP8Q')))).toBe('AP8Q')
  })

  test('are written in place', () => {
    const target = plain(new Uint8Array(6))
    writeUtf8(target, 'ü', 2)
    expect([...target]).toEqual([0, 0, 0xc3, 0xbc, 0, 0])
    expect(utf8Length('ü')).toBe(2)
  })

  test('are compared and searched', () => {
    expect(equalBytes(plain(utf8Bytes('one')), utf8Bytes('one'))).toBe(true)
    expect(equalBytes(plain(utf8Bytes('one')), utf8Bytes('ones'))).toBe(false)
    expect(indexOfAscii(plain(utf8Bytes('ab\r\ncd\r\n')), '\r\n', 3)).toBe(6)
    expect(indexOfAscii(plain(utf8Bytes('ab')), '\r\n')).toBe(-1)
  })

  test('are joined, and filled with zeros up to a length', () => {
    expect([...concatBytes([plain(utf8Bytes('a')), utf8Bytes('b')], 4)]).toEqual([97, 98, 0, 0])
  })
})
