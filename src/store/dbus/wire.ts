/**
 * A value as the D-Bus type of its place demands: `y` and `u` a number, `b` a boolean, `s`, `o` and `g` a string, `ay` a buffer,
 * an array, a struct and a dictionary entry an array, `v` a {@link Variant}. Other types do not occur in what we say.
 */
export type Value = string | number | boolean | Buffer | Variant | readonly Value[]

export interface Variant {
  signature: string
  value: Value
}

const ALIGNMENT: Readonly<Record<string, number>> = {
  y: 1,
  g: 1,
  v: 1,
  b: 4,
  u: 4,
  s: 4,
  o: 4,
  a: 4,
  '(': 8,
  '{': 8,
}

/** A variant may hold a variant, and so on: the specification's limit of 64 keeps a peer from exhausting our stack. */
const MAX_DEPTH = 64

export const padding = (position: number, alignment: number): number =>
  (alignment - (position % alignment)) % alignment

const alignmentOf = (type: string): number => {
  const alignment = ALIGNMENT[type.charAt(0)]
  if (!alignment) throw new Error(`type ${JSON.stringify(type)} is not supported`)
  return alignment
}

/** `a{sv}(oay)b` to `a{sv}`, `(oay)`, `b`. @throws Error on a signature that is none */
export function splitTypes(signature: string): string[] {
  const types: string[] = []
  for (let at = 0; at < signature.length;) {
    const end = typeEnd(signature, at)
    types.push(signature.slice(at, end))
    at = end
  }
  return types
}

function typeEnd(signature: string, start: number): number {
  let at = start
  while (signature[at] === 'a') at++
  const open = signature[at]
  if (open === undefined) throw new Error('signature ends too early')
  if (open !== '(' && open !== '{') return at + 1
  const close = open === '(' ? ')' : '}'
  at++
  // An empty struct would take no space: an array of them could claim any length and never end.
  if (signature[at] === close) throw new Error('empty struct')
  while (signature[at] !== close) at = typeEnd(signature, at)
  return at + 1
}

interface Writer {
  chunks: Buffer[]
  size: number
}

/** @returns the little-endian wire form of one value per type of the signature, as it stands at the start of a body */
export function marshal(signature: string, values: readonly Value[]): Buffer {
  const out: Writer = { chunks: [], size: 0 }
  putAll(out, splitTypes(signature), values)
  return Buffer.concat(out.chunks, out.size)
}

function putAll(out: Writer, types: readonly string[], values: readonly Value[]): void {
  types.forEach((type, index) => put(out, type, values[index] as Value))
}

function put(out: Writer, type: string, value: Value): void {
  align(out, alignmentOf(type))
  switch (type.charAt(0)) {
    case 'y':
      return append(out, Buffer.of(value as number))
    case 'b':
    case 'u':
      return append(out, uint32(Number(value)))
    case 's':
    case 'o': {
      const text = Buffer.from(value as string)
      append(out, uint32(text.length))
      return append(out, text, Buffer.of(0))
    }
    case 'g': {
      const text = Buffer.from(value as string)
      return append(out, Buffer.of(text.length), text, Buffer.of(0))
    }
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
  const length = uint32(0)
  append(out, length)
  // The padding before the first element does not count.
  align(out, alignmentOf(type))
  const start = out.size
  if (Buffer.isBuffer(items)) append(out, items)
  else for (const item of items) put(out, type, item)
  length.writeUInt32LE(out.size - start)
}

function append(out: Writer, ...chunks: Buffer[]): void {
  for (const chunk of chunks) {
    out.chunks.push(chunk)
    out.size += chunk.length
  }
}

const align = (out: Writer, alignment: number): void =>
  append(out, Buffer.alloc(padding(out.size, alignment)))

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

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
      return takeBytes(input, 1).readUInt8()
    case 'u':
      return takeUint32(input)
    case 'b':
      return takeUint32(input) !== 0
    case 's':
    case 'o':
      return takeText(input, takeUint32(input))
    case 'g':
      return takeText(input, takeBytes(input, 1).readUInt8())
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
  const bytes = takeBytes(input, 4)
  return input.littleEndian ? bytes.readUInt32LE() : bytes.readUInt32BE()
}

function takeText(input: Reader, length: number): string {
  const text = takeBytes(input, length).toString()
  takeBytes(input, 1)
  return text
}

function takeBytes(input: Reader, length: number): Buffer {
  const end = input.at + length
  if (end > input.data.length) throw new Error('value longer than its message')
  const bytes = input.data.subarray(input.at, end)
  input.at = end
  return bytes
}
