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
  const input: Reader = { data, at: 0, littleEndian }
  return splitTypes(signature).map((type) => take(input, type, 0))
}

function take(input: Reader, type: string, depth: number): Value {
  if (depth > MAX_DEPTH) throw new Error('nested too deeply')
  input.at += padding(input.at, alignmentOf(type))
  switch (type.charAt(0)) {
    case 'y':
      return takeByte(input)
    case 'u':
      return takeUint32(input)
    case 'b':
      return takeUint32(input) !== 0
    case 's':
    case 'o':
      return takeText(input, takeUint32(input))
    case 'g':
      return takeText(input, takeByte(input))
    case 'v': {
      const signature = take(input, 'g', depth) as string
      if (splitTypes(signature).length !== 1) throw new Error('a variant holds one value')
      return { signature, value: take(input, signature, depth + 1) }
    }
    case 'a':
      return takeArray(input, type.slice(1), depth)
    default:
      return splitTypes(type.slice(1, -1)).map((part) => take(input, part, depth + 1))
  }
}

function takeArray(input: Reader, type: string, depth: number): Buffer | Value[] {
  const length = takeUint32(input)
  input.at += padding(input.at, alignmentOf(type))
  if (type === 'y') return takeBytes(input, length)
  const end = input.at + length
  if (end > input.data.length) throw new Error('array longer than its message')
  const items: Value[] = []
  while (input.at < end) items.push(take(input, type, depth + 1))
  if (input.at !== end) throw new Error('array of another length than it says')
  return items
}

function takeUint32(input: Reader): number {
  const at = advance(input, 4)
  return input.littleEndian ? input.data.readUInt32LE(at) : input.data.readUInt32BE(at)
}

function takeByte(input: Reader): number {
  return input.data.readUInt8(advance(input, 1))
}

function takeText(input: Reader, length: number): string {
  const at = advance(input, length + 1)
  return input.data.toString('utf8', at, at + length)
}

function takeBytes(input: Reader, length: number): Buffer {
  const at = advance(input, length)
  return input.data.subarray(at, at + length)
}

/** @returns where the next so many bytes begin, all of them there */
function advance(input: Reader, bytes: number): number {
  const at = input.at
  if (at + bytes > input.data.length) throw new Error('value longer than its message')
  input.at = at + bytes
  return at
}
