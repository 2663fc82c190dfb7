import { marshal } from './marshal.js'
import { padding, type Value, type Variant } from './types.js'
import { unmarshal } from './unmarshal.js'

/** D-Bus Specification, "Message Format". */
const METHOD_CALL = 1
export const ERROR = 3
export const SIGNAL = 4

/** What we call on the bus. */
export interface MethodCall {
  destination: string
  path: string
  interface: string
  member: string
  /** Of the arguments; absent where there are none. */
  signature?: string
  args?: readonly Value[]
}

export interface Message {
  type: number
  /** The serial of the call that this answers; undefined for a signal. */
  replyTo: number | undefined
  path: string | undefined
  member: string | undefined
  errorName: string | undefined
  signature: string
  body: Buffer
  littleEndian: boolean
}

const FIELD = {
  path: 1,
  interface: 2,
  member: 3,
  error: 4,
  replyTo: 5,
  destination: 6,
  signature: 8,
}

/** Byte order, type, flags, version, body length, serial, fields. */
const HEADER = 'yyyyuua(yv)'
/** Up to and with the length of the fields. */
const FIXED = 16
/** The protocol allows 128 MiB; an answer with a session in it has a few kilobytes. */
const MAX_BYTES = 128 * 1024

/** @returns a whole method call, little-endian, that expects a reply */
export function encodeCall(call: MethodCall, serial: number): Buffer {
  const field = (code: number, signature: string, value: Value): Value => [
    code,
    { signature, value },
  ]
  const { signature = '', args = [] } = call
  const body = marshal(signature, args)
  const fields = [
    field(FIELD.path, 'o', call.path),
    field(FIELD.interface, 's', call.interface),
    field(FIELD.member, 's', call.member),
    field(FIELD.destination, 's', call.destination),
    ...(signature ? [field(FIELD.signature, 'g', signature)] : []),
  ]
  const header = marshal(HEADER, [
    'l'.charCodeAt(0),
    METHOD_CALL,
    0,
    1,
    body.length,
    serial,
    fields,
  ])
  return Buffer.concat([header, Buffer.alloc(padding(header.length, 8)), body])
}

/**
 * Takes the first message off what has arrived.
 * @returns undefined while the message is not complete
 * @throws Error on what is no message, or too long to be an answer to us
 */
export function decodeMessage(data: Buffer): { message: Message; size: number } | undefined {
  if (data.length < FIXED) return undefined
  const littleEndian = data[0] === 'l'.charCodeAt(0)
  if ((!littleEndian && data[0] !== 'B'.charCodeAt(0)) || data[3] !== 1) {
    throw new Error('not a D-Bus message')
  }
  const uint32 = (at: number): number =>
    littleEndian ? data.readUInt32LE(at) : data.readUInt32BE(at)
  const bodyLength = uint32(4)
  const fieldsLength = uint32(12)
  const bodyStart = FIXED + fieldsLength + padding(fieldsLength, 8)
  const size = bodyStart + bodyLength
  if (size > MAX_BYTES) throw new Error(`a message of ${size} bytes`)
  if (data.length < size) return undefined
  const header = unmarshal(HEADER, data.subarray(0, FIXED + fieldsLength), littleEndian)
  const fields = new Map(
    (header[6] as [number, Variant][]).map(([code, { value }]) => [code, value]),
  )
  const message = {
    type: header[1] as number,
    replyTo: fields.get(FIELD.replyTo) as number | undefined,
    path: fields.get(FIELD.path) as string | undefined,
    member: fields.get(FIELD.member) as string | undefined,
    errorName: fields.get(FIELD.error) as string | undefined,
    signature: (fields.get(FIELD.signature) ?? '') as string,
    body: data.subarray(bodyStart, size),
    littleEndian,
  }
  return { message, size }
}

/** @throws Error where the message does not carry exactly these types */
export function decodeBody(message: Message, signature: string): Value[] {
  if (message.signature !== signature) {
    throw new Error(`an answer of type "${message.signature}" instead of "${signature}"`)
  }
  return unmarshal(signature, message.body, message.littleEndian)
}
