import { allocateBytes, concatBytes, utf8Length, writeUtf8 } from '../../../system/bytes.js'
import { alignmentOf, padding, splitTypes, type BusValue, type Variant } from './types.js'

/**
 * One array that grows: an array for every value would cause a garbage collection during a cache
 * hit.
 */
interface Writer {
  /** Zeros from `size` on. */
  data: Uint8Array
  size: number
}

const INITIAL_BYTES = 512

/**
 * Encodes values in D-Bus's wire format, little-endian, aligned as at the start of a message body.
 * @param values one per type of the signature
 */
export function marshal(signature: string, values: readonly BusValue[]): Uint8Array {
  const out: Writer = { data: allocateBytes(INITIAL_BYTES), size: 0 }
  putAll(out, splitTypes(signature), values)
  return out.data.subarray(0, out.size)
}

function putAll(out: Writer, types: readonly string[], values: readonly BusValue[]): void {
  types.forEach((type, index) => put(out, type, values[index] as BusValue))
}

function put(out: Writer, type: string, value: BusValue): void {
  extend(out, padding(out.size, alignmentOf(type)))
  switch (type.charAt(0)) {
    case 'y':
      return putByte(out, value as number)
    case 'b':
    case 'u':
    case 'i':
      return putUint32(out, Number(value))
    case 'x':
      putUint32(out, Number(value))
      return putUint32(out, Math.floor(Number(value) / 2 ** 32))
    case 's':
    case 'o':
      putUint32(out, utf8Length(value as string))
      return putText(out, value as string)
    case 'g':
      putByte(out, utf8Length(value as string))
      return putText(out, value as string)
    case 'v': {
      const variant = value as Variant
      put(out, 'g', variant.signature)
      return put(out, variant.signature, variant.value)
    }
    case 'a':
      return putArray(out, type.slice(1), value as Uint8Array | readonly BusValue[])
    default:
      return putAll(out, splitTypes(type.slice(1, -1)), value as readonly BusValue[])
  }
}

function putArray(out: Writer, type: string, items: Uint8Array | readonly BusValue[]): void {
  const length = extend(out, 4)
  // The length does not include the padding before the first element.
  extend(out, padding(out.size, alignmentOf(type)))
  const start = out.size
  if (items instanceof Uint8Array) {
    const at = extend(out, items.length)
    out.data.set(items, at)
  } else for (const item of items) put(out, type, item)
  writeUint32(out, out.size - start, length)
}

function putByte(out: Writer, value: number): void {
  const at = extend(out, 1)
  out.data[at] = value
}

function putUint32(out: Writer, value: number): void {
  const at = extend(out, 4)
  writeUint32(out, value, at)
}

function writeUint32({ data }: Writer, value: number, at: number): void {
  data[at] = value
  data[at + 1] = value >>> 8
  data[at + 2] = value >>> 16
  data[at + 3] = value >>> 24
}

/** Writes a text and the NUL after it. */
function putText(out: Writer, text: string): void {
  const at = extend(out, utf8Length(text) + 1)
  writeUtf8(out.data, text, at)
}

/** Appends zeros. @returns their position */
function extend(out: Writer, bytes: number): number {
  const at = out.size
  out.size += bytes
  if (out.size > out.data.length) {
    out.data = concatBytes([out.data], out.size * 2)
  }
  return at
}
