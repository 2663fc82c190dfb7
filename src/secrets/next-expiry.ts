import { utf8Text } from '../system/bytes.js'
import { writeFleeting } from '../system/files/atomic-file.js'
import { readOwnFile } from '../system/files/read-own-file.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'

/*
 * When the first of the stored sessions expires. Until then a write need not read the index to find
 * expired ones, which takes longer than the STS call if there are hundreds of sessions.
 *
 * Two processes that write at the same time may lose the earlier of their two times. So the file
 * never names a time that is more than an hour away.
 */

const MAX_DELAY_MS = 60 * 60 * 1000

/**
 * Notes that a session was written.
 * @param expiration ISO 8601, by the clock of STS
 * @param now milliseconds since 1970
 * @returns true if an earlier session may have expired, or if that is unknown
 */
export function mayHaveExpired(state: string, expiration: string, now: number): boolean {
  const next = readNext(state)
  if (!(next > now && next <= now + MAX_DELAY_MS)) return true
  if (Date.parse(expiration) < next) saveNextExpiry(state, [expiration], now)
  return false
}

/** @param expirations of all sessions that are stored, ISO 8601 */
export function saveNextExpiry(state: string, expirations: readonly string[], now: number): void {
  const times = expirations.map((expiration) => Date.parse(expiration))
  try {
    writeFleeting(pathOf(state), String(Math.min(now + MAX_DELAY_MS, ...times)))
  } catch {
    // Without the file, the next write reads the index.
  }
}

/** @returns NaN if there is no such file, or if it cannot be read */
function readNext(state: string): number {
  try {
    const data = readOwnFile(pathOf(state))
    return data ? Number(utf8Text(data)) : NaN
  } catch {
    return NaN
  }
}

const pathOf = (state: string): string => join(state, STATE_PATHS.nextExpiry)
