/**
 * The words and codes of Node's HTTP parser for a response that is not one, by the words of the
 * Rust client. It does not tell all of Node's reasons apart: a wrong version looks like no HTTP.
 */
const FAULTS: readonly (readonly [ours: string, words: string, code: string])[] = [
  ['invalid HTTP version', 'Expected HTTP/, RTSP/ or ICE/', 'INVALID_CONSTANT'],
  ['invalid header name', 'Invalid header token', 'INVALID_HEADER_TOKEN'],
  ['invalid header value', 'Invalid header value char', 'INVALID_HEADER_TOKEN'],
  ['invalid response status', 'Invalid status code', 'INVALID_STATUS'],
  ['not a number', 'Invalid character in Content-Length', 'INVALID_CONTENT_LENGTH'],
  ['conflicting content-length', 'Duplicate Content-Length', 'UNEXPECTED_CONTENT_LENGTH'],
]

/** @param reason why the Rust client could not read a response */
export function parseError(reason = ''): Error {
  const known = FAULTS.find(([ours]) => reason.includes(ours))
  const [, words, code = 'INVALID_CONSTANT'] = known ?? []
  const message = words === undefined ? 'Parse Error' : `Parse Error: ${words}`
  return Object.assign(new Error(message), { code: `HPE_${code}` })
}
