import { indexOfAscii, latin1Text, utf8Bytes } from '../../../system/bytes.js'
import { StoreError } from '../../store.js'

/**
 * The log-on (D-Bus Specification, "Authentication Protocol"), sent without waiting for replies.
 * EXTERNAL makes the bus ask the kernel for the user ID of this process. The log-on does not
 * contain the ID: inside a user namespace (rootless containers) the bus would see another one.
 */
export const GREETING = utf8Bytes('\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n')

const MAX_BYTES = 4096

/**
 * Parses the bus's replies to {@link GREETING}.
 * @param data all bytes received so far
 * @returns the bus's GUID and the bytes after the replies; undefined while they are incomplete
 * @throws StoreError if the bus refuses the log-on
 */
export function afterLogOn(data: Uint8Array): { guid: string; rest: Uint8Array } | undefined {
  for (let at = 0; ;) {
    const end = indexOfAscii(data, '\r\n', at)
    if (end < 0) {
      if (data.length > MAX_BYTES)
        throw new StoreError('damaged', 'the D-Bus session bus sent an invalid reply')
      return undefined
    }
    const line = latin1Text(data, at, end)
    at = end + 2
    if (line.startsWith('OK ')) return { guid: line.slice('OK '.length), rest: data.subarray(at) }
    // The challenge of EXTERNAL, which is empty. The DATA in the greeting is the response to it.
    if (line !== 'DATA')
      throw new StoreError('unreachable', 'the D-Bus session bus refused the log-on')
  }
}
