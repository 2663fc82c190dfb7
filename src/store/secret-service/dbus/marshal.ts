import { alignmentOf, padding, splitTypes, type Value, type Variant } from './types.js'

/** One growing buffer: a buffer for every value would make the runtime collect garbage in the midst of a cache hit. */
interface Writer {
  /** Zeros from `size` on. */
  data: Buffer
  size: number
}

/** @returns the little-endian wire form of one value per type of the signature, as it stands at the start of a body */
export function marshal(signature: string, values: readonly Value[]): Buffer {
  const out: Writer = { data: Buffer.alloc(512), size: 0 }
  putAll(out, splitTypes(signature), values)
  return out.data.subarray(0, out.size)
}

function putAll(out: Writer, types: readonly string[], values: readonly Value[]): void {
  types.forEach((type, index) => put(out, type, values[index] as Value))
}

function put(out: Writer, type: string, value: Value): void {
  extend(out, padding(out.size, alignmentOf(type)))
  switch (type.charAt(0)) {
    case 'y':
      return putByte(out, value as number)
    case 'b':
    case 'u':
      return putUint32(out, Number(value))
    case 's':
    case 'o':
      putUint32(out, Buffer.byteLength(value as string))
      return putText(out, value as string)
    case 'g':
      putByte(out, Buffer.byteLength(value as string))
      return putText(out, value as string)
    case 'v': {
      const variant = value as Variant
      put(out, 'g', variant.signature)
      return put(out, variant.signature, variant.value)
    }
    case 'a':
      return putArray(out, type.slice(1), value as Buffer | readonly Value[])
    default:
      return putAll(out, splitTypes(type.slice(1, -1)), value as readonly Value[])
  }
}

function putArray(out: Writer, type: string, items: Buffer | readonly Value[]): void {
  const length = extend(out, 4)
  // The padding before the first element does not count.
  extend(out, padding(out.size, alignmentOf(type)))
  const start = out.size
  if (Buffer.isBuffer(items)) {
    const at = extend(out, items.length)
    items.copy(out.data, at)
  } else for (const item of items) put(out, type, item)
  out.data.writeUInt32LE(out.size - start, length)
}

function putByte(out: Writer, value: number): void {
  const at = extend(out, 1)
  out.data.writeUInt8(value, at)
}

function putUint32(out: Writer, value: number): void {
  const at = extend(out, 4)
  out.data.writeUInt32LE(value, at)
}

/** With the NUL behind it. */
function putText(out: Writer, text: string): void {
  const at = extend(out, Buffer.byteLength(text) + 1)
  out.data.write(text, at)
}

/** @returns where the next so many bytes begin; they are zeros */
function extend(out: Writer, bytes: number): number {
  const at = out.size
  out.size += bytes
  if (out.size > out.data.length) {
    out.data = Buffer.concat([out.data], out.size * 2)
  }
  return at
}
