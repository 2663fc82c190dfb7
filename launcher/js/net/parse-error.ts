/**
 * The words and codes of Node's HTTP parser for a response that is not one. The Rust client has
 * words of its own for what is not checked before (launcher/src/host/unix/head.rs). It does not
 * tell all of Node's reasons apart: a wrong version looks like no HTTP.
 */
const FAULTS: readonly (readonly [words: string, code: string, ours?: string])[] = [
  ['Expected HTTP/, RTSP/ or ICE/', 'INVALID_CONSTANT', 'invalid HTTP version'],
  ['Invalid header token', 'INVALID_HEADER_TOKEN', 'invalid header name'],
  ['Invalid header value char', 'INVALID_HEADER_TOKEN', 'invalid header value'],
  ['Invalid status code', 'INVALID_STATUS', 'invalid response status'],
  ['Empty Content-Length', 'INVALID_CONTENT_LENGTH'],
  ['Invalid character in Content-Length', 'INVALID_CONTENT_LENGTH'],
  ['Content-Length overflow', 'INVALID_CONTENT_LENGTH', 'not a number'],
  ['Header overflow', 'HEADER_OVERFLOW'],
  ['Invalid HTTP version', 'INVALID_VERSION'],
  ['Missing expected CR after response line', 'CR_EXPECTED'],
  ['Missing expected CR after header value', 'CR_EXPECTED'],
  ['Invalid header field char', 'INVALID_HEADER_TOKEN'],
  ['Duplicate Content-Length', 'UNEXPECTED_CONTENT_LENGTH'],
  ["Content-Length can't be present with Transfer-Encoding", 'INVALID_CONTENT_LENGTH'],
  ["Transfer-Encoding can't be present with Content-Length", 'INVALID_TRANSFER_ENCODING'],
]

/** @param reason why the Rust client could not read a response */
export function parseError(reason = ''): Error {
  const known = FAULTS.find(([words, , ours = words]) =>
    [words, ours].some((each) => reason.includes(each)),
  )
  const [words, code = 'INVALID_CONSTANT'] = known ?? []
  const message = words === undefined ? 'Parse Error' : `Parse Error: ${words}`
  return Object.assign(new Error(message), { code: `HPE_${code}` })
}
