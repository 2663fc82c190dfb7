import { allocateBytes, concatBytes } from '../../../system/bytes.js'
import { marshal } from './marshal.js'
import { padding, type BusValue, type Variant } from './types.js'
import { uint32At, unmarshal } from './unmarshal.js'

/* Message types (D-Bus Specification, "Message Format"). */
const METHOD_CALL = 1
/** The type of a D-Bus message that reports an error (D-Bus specification, "Message types"). */
export const ERROR = 3
export const SIGNAL = 4

/** A method call on the bus, before it is encoded. */
export interface MethodCall {
  destination: string
  path: string
  interface: string
  member: string
  /** D-Bus signature of the arguments; absent if there are none. */
  signature?: string
  args?: readonly BusValue[]
}

/** A message from the bus. */
export interface Message {
  type: number
  /** Serial of the call that this is the reply to; undefined for a signal. */
  replyTo: number | undefined
  path: string | undefined
  member: string | undefined
  errorName: string | undefined
  /** Unique name of the sender on the bus, such as `:1.7`. */
  sender: string | undefined
  signature: string
  body: Uint8Array
  littleEndian: boolean
}

/** Codes of header fields. */
const FIELD = {
  path: 1,
  interface: 2,
  member: 3,
  error: 4,
  replyTo: 5,
  destination: 6,
  sender: 7,
  signature: 8,
}

/** Byte order, type, flags, version, body length, serial, fields. */
const HEADER = 'yyyyuua(yv)'
/** Size of the part of the header before the fields, including the length of the fields. */
const FIXED_BYTES = 16
/** The protocol allows 128 MiB; a reply with a session has a few kilobytes. */
const MAX_BYTES = 128 * 1024

/** Encodes a method call that expects a reply, little-endian. */
export function encodeCall(call: MethodCall, serial: number): Uint8Array {
  const field = (code: number, signature: string, value: BusValue): BusValue => [
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
  return concatBytes([header, allocateBytes(padding(header.length, 8)), body])
}

/**
 * Decodes the first message in the received bytes.
 * @returns the message and its size in bytes; undefined while it is incomplete
 * @throws Error if it is not a D-Bus message, or too long to be a reply
 */
export function decodeMessage(data: Uint8Array): { message: Message; size: number } | undefined {
  if (data.length < FIXED_BYTES) return undefined
  const littleEndian = data[0] === 'l'.charCodeAt(0)
  if ((!littleEndian && data[0] !== 'B'.charCodeAt(0)) || data[3] !== 1) {
    throw new Error('not a D-Bus message')
  }
  const bodyLength = uint32At(data, 4, littleEndian)
  const fieldsLength = uint32At(data, 12, littleEndian)
  const bodyStart = FIXED_BYTES + fieldsLength + padding(fieldsLength, 8)
  const size = bodyStart + bodyLength
  if (size > MAX_BYTES) throw new Error(`a message of ${size} bytes`)
  if (data.length < size) return undefined
  const header = unmarshal(HEADER, data.subarray(0, FIXED_BYTES + fieldsLength), littleEndian)
  const fields = new Map(
    (header[6] as [number, Variant][]).map(([code, { value }]) => [code, value]),
  )
  const message = {
    type: header[1] as number,
    replyTo: fields.get(FIELD.replyTo) as number | undefined,
    path: fields.get(FIELD.path) as string | undefined,
    member: fields.get(FIELD.member) as string | undefined,
    errorName: fields.get(FIELD.error) as string | undefined,
    sender: fields.get(FIELD.sender) as string | undefined,
    signature: (fields.get(FIELD.signature) ?? '') as string,
    body: data.subarray(bodyStart, size),
    littleEndian,
  }
  return { message, size }
}

/** Decodes the body of a message. @throws Error if it does not have this signature */
export function decodeBody(message: Message, signature: string): BusValue[] {
  if (message.signature !== signature) {
    throw new Error(`a reply of type "${message.signature}" instead of "${signature}"`)
  }
  return unmarshal(signature, message.body, message.littleEndian)
}
