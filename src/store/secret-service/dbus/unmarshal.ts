import { alignmentOf, padding, splitTypes, type Value } from './types.js'

/**
 * Arrays, structs and variants in one another. The specification allows 64 and what is said to us has five: every level is looked at
 * for every element, so that a peer could keep us busy for seconds with one message.
 */
const MAX_DEPTH = 16

interface Reader {
  data: Buffer
  at: number
  littleEndian: boolean
}

/** The inverse of {@link marshal}. @throws Error on anything that is not exactly what the signature says */
export function unmarshal(signature: string, data: Buffer, littleEndian: boolean): Value[] {
  const reader: Reader = { data, at: 0, littleEndian }
  return splitTypes(signature).map((type) => take(reader, type, 0))
}

function take(reader: Reader, type: string, depth: number): Value {
  if (depth > MAX_DEPTH) throw new Error('nested too deeply')
  reader.at += padding(reader.at, alignmentOf(type))
  switch (type.charAt(0)) {
    case 'y':
      return takeByte(reader)
    case 'u':
      return takeUint32(reader)
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

function takeArray(reader: Reader, type: string, depth: number): Buffer | Value[] {
  const length = takeUint32(reader)
  reader.at += padding(reader.at, alignmentOf(type))
  if (type === 'y') return takeBytes(reader, length)
  const end = reader.at + length
  if (end > reader.data.length) throw new Error('array longer than its message')
  const items: Value[] = []
  while (reader.at < end) items.push(take(reader, type, depth + 1))
  if (reader.at !== end) throw new Error('array of another length than it says')
  return items
}

function takeUint32(reader: Reader): number {
  const at = advance(reader, 4)
  return reader.littleEndian ? reader.data.readUInt32LE(at) : reader.data.readUInt32BE(at)
}

function takeByte(reader: Reader): number {
  return reader.data.readUInt8(advance(reader, 1))
}

function takeText(reader: Reader, length: number): string {
  const at = advance(reader, length + 1)
  return reader.data.toString('utf8', at, at + length)
}

function takeBytes(reader: Reader, length: number): Buffer {
  const at = advance(reader, length)
  return reader.data.subarray(at, at + length)
}

/** @returns where the next so many bytes begin, all of them there */
function advance(reader: Reader, bytes: number): number {
  const at = reader.at
  if (at + bytes > reader.data.length) throw new Error('value longer than its message')
  reader.at = at + bytes
  return at
}
