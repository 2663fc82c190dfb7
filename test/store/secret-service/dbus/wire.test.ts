import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeCall } from '../../../../src/store/secret-service/dbus/message.js'
import { marshal } from '../../../../src/store/secret-service/dbus/marshal.js'
import { hexText } from '../../../../src/system/bytes.js'
import { splitTypes, type BusValue } from '../../../../src/store/secret-service/dbus/types.js'
import { unmarshal } from '../../../../src/store/secret-service/dbus/unmarshal.js'

const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'))
const bytes = fc.uint8Array().map((data) => Buffer.from(data))
const variant = fc.oneof(
  text.map((value) => ({ signature: 's', value })),
  bytes.map((value) => ({ signature: 'ay', value })),
  fc.array(fc.tuple(text, text)).map((value) => ({ signature: 'a{ss}', value })),
  text.map((value) => ({ signature: 'v', value: { signature: 's', value } })),
)

describe('values', () => {
  test('are decoded as they were encoded', () => {
    const bodies = fc.tuple(
      fc.nat(255),
      fc.boolean(),
      fc.nat(),
      text,
      fc.array(fc.tuple(text, variant)),
      fc.tuple(text, bytes, bytes, text),
      fc.array(fc.array(fc.nat(255).map((value): [BusValue] => [value]))),
      variant,
      fc.tuple(fc.integer(), fc.maxSafeInteger()),
    )
    fc.assert(
      fc.property(bodies, (body) => {
        const signature = 'ybusa{sv}(oayays)aa(y)v(ix)'
        expect(unmarshal(signature, marshal(signature, body), true)).toEqual(body)
      }),
    )
  })

  test('are aligned as in the specification', () => {
    const hex = (signature: string, ...values: BusValue[]): string =>
      hexText(marshal(signature, values))
    // A byte, then a string at a multiple of 4; the length of an array counts no padding before its
    // first element.
    expect(hex('ys', 7, 'hi')).toBe('0700000002000000686900')
    expect(hex('a(y)', [[1], [2]])).toBe('0900000000000000010000000000000002')
    expect(hex('a{ss}', [])).toBe('0000000000000000')
  })

  test('of a big-endian peer are decoded', () => {
    expect(unmarshal('us', Buffer.from('0000000700000002686900', 'hex'), false)).toEqual([7, 'hi'])
  })
})

test('a signature is split into its types', () => {
  expect(splitTypes('a{sv}(oayays)baa(ss)')).toEqual(['a{sv}', '(oayays)', 'b', 'aa(ss)'])
  for (const bad of ['a', '(s', 'a{s', '()', 'a()']) expect(() => splitTypes(bad)).toThrow()
})

describe('garbage', () => {
  test('throws an error at most', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('a{sv}', 'v', 'aoao', '(oayays)'),
        (data, signature) => {
          try {
            unmarshal(signature, Buffer.from(data), true)
          } catch (error) {
            expect(error).toBeInstanceOf(Error)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('in one byte of a message throws an error at most', () => {
    const message = encodeCall(
      {
        destination: 'a.b',
        path: '/a',
        interface: 'a.b',
        member: 'M',
        signature: 'a{ss}',
        args: [[['k', 'v']]],
      },
      1,
    )
    fc.assert(
      fc.property(fc.nat(message.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(message)
        changed[at] = byte
        try {
          decodeMessage(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('nested without end is refused before the stack overflows', () => {
    const data = Buffer.alloc(3 * 100_000, Buffer.from([1, 'v'.charCodeAt(0), 0]))
    expect(() => unmarshal('v', data, true)).toThrow('nested too deeply')
  })

  test('of many deeply nested elements is refused before it takes seconds', () => {
    const nested = (depth: number): Uint8Array => {
      const type = `a${'('.repeat(depth)}y${')'.repeat(depth)}`
      let value: BusValue = 1
      for (let level = 0; level < depth; level++) value = [value]
      return marshal('v', [{ signature: type, value: Array<BusValue>(16_000).fill(value) }])
    }
    expect(unmarshal('v', nested(5), true)).toHaveLength(1)
    expect(() => unmarshal('v', nested(60), true)).toThrow('nested too deeply')
  })

  test('that announces a gigabyte is refused at once', () => {
    const head = Buffer.alloc(16)
    head.write('l')
    head[1] = 2
    head[3] = 1
    head.writeUInt32LE(2 ** 30, 4)
    expect(() => decodeMessage(head)).toThrow('a message of 1073741840 bytes')
  })
})

test('a message in pieces is decoded when it is complete', () => {
  const encoded = encodeCall({ destination: 'a.b', path: '/a', interface: 'a.b', member: 'M' }, 1)
  for (let length = 0; length < encoded.length; length++) {
    expect(decodeMessage(encoded.subarray(0, length))).toBeUndefined()
  }
  const { message, size } = decodeMessage(Buffer.concat([encoded, encoded])) ?? {}
  expect([message?.member, size]).toEqual(['M', encoded.length])
})
