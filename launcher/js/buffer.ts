import { host } from './host.js'
import { unsure } from './unsure.js'

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Node's Buffer, cut to what the fast path uses of it. */
export class Buffer extends Uint8Array {
  static alloc(count: number): Buffer {
    return new Buffer(count)
  }

  static isBuffer(value: unknown): value is Buffer {
    return value instanceof Buffer
  }

  static byteLength(text: string): number {
    return host.utf8Length(text.toWellFormed())
  }

  static concat(parts: readonly Uint8Array[], length?: number): Buffer {
    const size = length ?? parts.reduce((sum, part) => sum + part.length, 0)
    const all = new Buffer(size)
    let at = 0
    for (const part of parts) {
      if (at >= size) break
      all.set(part.length > size - at ? part.subarray(0, size - at) : part, at)
      at += part.length
    }
    return all
  }

  static override from(...args: unknown[]): Buffer {
    const [source, second, third] = args
    if (typeof source === 'string') return fromText(source, (second as string) ?? 'utf8')
    if (source instanceof ArrayBuffer) {
      return new Buffer(source, second as number | undefined, third as number | undefined)
    }
    if (source instanceof Uint8Array && args.length === 1) {
      const copy = new Buffer(source.length)
      copy.set(source)
      return copy
    }
    return unsure('Buffer.from of another type')
  }

  override toString(encoding = 'utf8', start = 0, end = this.length): string {
    switch (encoding) {
      case 'utf8':
        return host.utf8Text(this, start, end)
      case 'latin1':
        return host.latin1Text(this, start, end)
      case 'hex':
        return this.subarray(start, end).reduce((all, byte) => all + hexDigits(byte), '')
      case 'base64':
        return base64(this.subarray(start, end))
      case 'base64url':
        return base64(this.subarray(start, end))
          .replace(/=+$/, '')
          .replaceAll('+', '-')
          .replaceAll('/', '_')
      default:
        return unsure(`Buffer.toString of ${encoding}`)
    }
  }

  /** As in Node, and unlike Uint8Array, it finds texts. */
  override indexOf(part: string | number, from = 0): number {
    if (typeof part === 'number') return super.indexOf(part, from)
    return host.indexOf(this, fromText(part, 'latin1'), from)
  }

  write(text: string, at = 0): number {
    const bytes = fromText(text, 'utf8')
    const fitting = bytes.length > this.length - at ? unsure('Buffer.write is cut') : bytes
    this.set(fitting, at)
    return fitting.length
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, at) => byte === other[at])
  }

  readUInt16LE(at = 0): number {
    return view(this).getUint16(at, true)
  }

  readUInt16BE(at = 0): number {
    return view(this).getUint16(at, false)
  }
}

const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function fromText(text: string, encoding: string): Buffer {
  switch (encoding) {
    case 'utf8':
      return new Buffer(host.utf8Bytes(text.toWellFormed()))
    case 'latin1': {
      const bytes = new Buffer(text.length)
      for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
      return bytes
    }
    case 'hex':
      return fromHex(text)
    case 'base64':
    case 'base64url':
      return fromBase64(text)
    default:
      return unsure(`Buffer.from of ${encoding}`)
  }
}

const hexDigits = (byte: number): string => byte.toString(16).padStart(2, '0')

/** Ends at the first pair that is not hex, as in Node. */
function fromHex(text: string): Buffer {
  const [digits = ''] = /^([0-9a-f]{2})*/i.exec(text) ?? []
  const bytes = new Buffer(digits.length / 2)
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16)
  }
  return bytes
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two, three] = bytes.subarray(at, at + 3)
    text += BASE64.charAt(one >> 2) + BASE64.charAt(((one & 3) << 4) | ((two ?? 0) >> 4))
    text += two === undefined ? '=' : BASE64.charAt(((two & 15) << 2) | ((three ?? 0) >> 6))
    text += three === undefined ? '=' : BASE64.charAt(three & 63)
  }
  return text
}

/** Of either alphabet, up to the first `=`; as in Node, all other characters are skipped. */
function fromBase64(text: string): Buffer {
  const [data = ''] = text.replaceAll('-', '+').replaceAll('_', '/').split('=')
  const digits = data.replace(/[^A-Za-z0-9+/]/g, '')
  const bytes = new Buffer(Math.floor((digits.length * 3) / 4))
  let [bits, count, at] = [0, 0, 0]
  for (const digit of digits) {
    bits = ((bits << 6) | BASE64.indexOf(digit)) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes[at++] = (bits >> count) & 0xff
  }
  return bytes
}
