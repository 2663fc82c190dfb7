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
