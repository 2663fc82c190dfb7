import { parseDuration } from '../../../core/time/duration.js'
import { RolecallError } from '../../../core/errors.js'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i

/**
 * Reads `--before`: a time with its zone, or how long ago it was.
 * @param nowMs milliseconds since 1970
 * @returns milliseconds since 1970
 * @throws RolecallError 'usage'
 */
export function parseBefore(flag: string, nowMs: number): number {
  const seconds = parseDuration(flag)
  const time =
    seconds === undefined ? Date.parse(TIME.test(flag) ? flag : '') : nowMs - seconds * 1000
  if (!Number.isNaN(time)) return time
  throw new RolecallError('usage', `--before is not a time: ${flag}`, {
    hint: 'write it with its zone, 2026-11-28T10:00:00Z, or how long ago it was: 90m, 2h',
  })
}
