import { utf8Text } from '../../../system/bytes.js'
import { alignmentOf, padding, splitTypes, type BusValue } from './types.js'

/**
 * Maximum nesting of arrays, structs and variants. The specification allows 64, the replies of the
 * Secret Service have five. With 64, one malicious message could take seconds to decode.
 */
const MAX_DEPTH = 16

interface Reader {
  data: Uint8Array
  at: number
  littleEndian: boolean
}

/** The inverse of {@link marshal}. @throws Error if the data does not match the signature */
export function unmarshal(signature: string, data: Uint8Array, littleEndian: boolean): BusValue[] {
  const reader: Reader = { data, at: 0, littleEndian }
  return splitTypes(signature).map((type) => take(reader, type, 0))
}

function take(reader: Reader, type: string, depth: number): BusValue {
  if (depth > MAX_DEPTH) throw new Error('nested too deeply')
  reader.at += padding(reader.at, alignmentOf(type))
  switch (type.charAt(0)) {
    case 'y':
      return takeByte(reader)
    case 'u':
      return takeUint32(reader)
    case 'i':
      return takeUint32(reader) | 0
    case 'x':
      return takeInt64(reader)
    case 'b':
      return takeUint32(reader) !== 0
    case 's':
    case 'o':
      return takeText(reader, takeUint32(reader))
    case 'g':
      return takeText(reader, takeByte(reader))
    case 'v': {
      const signature = take(reader, 'g', depth) as string
      if (splitTypes(signature).length !== 1) throw new Error('a variant holds one value')
      return { signature, value: take(reader, signature, depth + 1) }
    }
    case 'a':
      return takeArray(reader, type.slice(1), depth)
    default:
      return splitTypes(type.slice(1, -1)).map((part) => take(reader, part, depth + 1))
  }
}

function takeArray(reader: Reader, type: string, depth: number): Uint8Array | BusValue[] {
  const length = takeUint32(reader)
  reader.at += padding(reader.at, alignmentOf(type))
  if (type === 'y') return takeBytes(reader, length)
  const end = reader.at + length
  if (end > reader.data.length) throw new Error('array longer than its message')
  const items: BusValue[] = []
  while (reader.at < end) items.push(take(reader, type, depth + 1))
  if (reader.at !== end) throw new Error('array not of its declared length')
  return items
}

function takeUint32(reader: Reader): number {
  const at = advance(reader, 4)
  return uint32At(reader.data, at, reader.littleEndian)
}

/** Exact up to 2^53. */
function takeInt64(reader: Reader): number {
  const [first, second] = [takeUint32(reader), takeUint32(reader)]
  const [low, high] = reader.littleEndian ? [first, second] : [second, first]
  return (high | 0) * 2 ** 32 + low
}

/** Reads four bytes, which must be there, as an unsigned number. */
export function uint32At(data: Uint8Array, at: number, littleEndian: boolean): number {
  const byte = (offset: number): number => data[at + offset] ?? 0
  const number = littleEndian
    ? byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)
    : byte(3) | (byte(2) << 8) | (byte(1) << 16) | (byte(0) << 24)
  return number >>> 0
}

function takeByte(reader: Reader): number {
  return reader.data[advance(reader, 1)] ?? 0
}

function takeText(reader: Reader, length: number): string {
  const at = advance(reader, length + 1)
  return utf8Text(reader.data, at, at + length)
}

function takeBytes(reader: Reader, length: number): Uint8Array {
  const at = advance(reader, length)
  return reader.data.subarray(at, at + length)
}

/** Consumes bytes. @returns their position. @throws Error if the message is shorter */
function advance(reader: Reader, bytes: number): number {
  const at = reader.at
  if (at + bytes > reader.data.length) throw new Error('value longer than its message')
  reader.at = at + bytes
  return at
}
