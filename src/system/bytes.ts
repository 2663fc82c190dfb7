/*
 * Conversions between bytes and text. Only this file names Node's Buffer: its methods are native
 * and need no object that a cache hit would otherwise have to load, as TextDecoder is.
 */

/** @returns zeros */
export function allocateBytes(count: number): Uint8Array {
  return Buffer.alloc(count)
}

/** @param length bytes of the result, which is cut or filled with zeros; all parts by default */
export function concatBytes(parts: readonly Uint8Array[], length?: number): Uint8Array {
  return Buffer.concat(parts, length)
}

/** @returns the text in UTF-8 */
export function utf8Bytes(text: string): Uint8Array {
  return Buffer.from(text)
}

/** @returns the length of the text in UTF-8, in bytes */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text)
}

/** Writes the text in UTF-8 into `target` from position `at` on. */
export function writeUtf8(target: Uint8Array, text: string, at: number): void {
  bufferOf(target).write(text, at)
}

/** Decodes UTF-8; invalid bytes become U+FFFD. */
export function utf8Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return bufferOf(bytes).toString('utf8', start, end)
}

/** Decodes one character per byte (ISO 8859-1). */
export function latin1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return bufferOf(bytes).toString('latin1', start, end)
}

/** Encodes one byte per character (ISO 8859-1). */
export function latin1Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** Encodes as base64, with padding. */
export function base64Text(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('base64')
}

/** Decodes base64; characters that are not base64 are skipped. */
export function base64Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'base64')
}

/** @returns lower-case hex */
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

/** Compares byte by byte; not in constant time. */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return bufferOf(one).equals(other)
}

/** @returns a view of the same memory */
function bufferOf(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
