import { StoreError } from '../../store.js'

/**
 * Logging on (D-Bus Specification, "Authentication Protocol") without waiting for the answers. EXTERNAL: the bus asks the kernel who
 * we are. We do not name a user id ourselves, since inside a user namespace (rootless containers) it would be another than the one
 * the bus sees.
 */
export const GREETING = Buffer.from('\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n')

const MAX_BYTES = 4096

/**
 * @param data everything that has arrived
 * @returns what follows the bus's consent, undefined until that has come
 * @throws StoreError where the bus refuses
 */
export function afterConsent(data: Buffer): Buffer | undefined {
  for (let at = 0; ;) {
    const end = data.indexOf('\r\n', at)
    if (end < 0) {
      if (data.length > MAX_BYTES) throw new StoreError('damaged', 'what listens is no D-Bus')
      return undefined
    }
    const line = data.toString('latin1', at, end)
    at = end + 2
    if (line.startsWith('OK ')) return data.subarray(at)
    // The challenge, empty for EXTERNAL, which our own empty DATA has answered already.
    if (line !== 'DATA') throw new StoreError('absent', 'the D-Bus session bus refused the log-on')
  }
}
