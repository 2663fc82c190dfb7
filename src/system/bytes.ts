/*
 * Conversions between bytes and text, for the folders that may not use Node's Buffer. Buffer's
 * methods are native, and unlike TextDecoder they need no object that the fast path must load.
 */

export function allocateBytes(count: number): Uint8Array {
  return Buffer.alloc(count)
}

/** @param length bytes of the result, which is cut or filled with zeros; all parts by default */
export function concatBytes(parts: readonly Uint8Array[], length?: number): Uint8Array {
  return Buffer.concat(parts, length)
}

/** Encodes a text as UTF-8. */
export function utf8Bytes(text: string): Uint8Array {
  return Buffer.from(text)
}

/** The length of a text in UTF-8, in bytes. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text)
}

/** Writes a text into bytes, from an offset on. It must fit: the rest is cut off. */
export function writeUtf8(target: Uint8Array, text: string, at: number): void {
  bufferOf(target).write(text, at)
}

/** Little-endian, as Windows writes it. */
export function utf16Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le')
}

/** Invalid bytes become U+FFFD. */
export function utf8Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return bufferOf(bytes).toString('utf8', start, end)
}

/** One character per byte (ISO 8859-1). */
export function latin1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return bufferOf(bytes).toString('latin1', start, end)
}

/** One byte per character; a character above U+00FF is cut to its low byte. */
export function latin1Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** With padding. */
export function base64Text(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('base64')
}

/** Skips characters that are not base64. */
export function base64Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'base64')
}

/** In lower case. */
export function hexText(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('hex')
}

/** Decodes hex up to the first character that is not a hex digit. */
export function hexBytes(text: string): Uint8Array {
  return Buffer.from(text, 'hex')
}

/** @returns the position of the first occurrence of an ASCII text, -1 if there is none */
export function indexOfAscii(bytes: Uint8Array, text: string, from = 0): number {
  return bufferOf(bytes).indexOf(text, from, 'latin1')
}

/** @returns the position of the first such byte, -1 if there is none */
export function indexOfByte(bytes: Uint8Array, byte: number, from = 0): number {
  return bufferOf(bytes).indexOf(byte, from)
}

/** @returns the position of the last such byte up to `from`, -1 if there is none */
export function lastIndexOfByte(bytes: Uint8Array, byte: number, from: number): number {
  return bufferOf(bytes).lastIndexOf(byte, from)
}

/** Compares byte by byte; not in constant time. */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return bufferOf(one).equals(other)
}

/** @returns a view of the same memory */
function bufferOf(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** @returns the text's UTF-8 bytes in base64url without padding (RFC 4648 §5) */
export function base64Url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
