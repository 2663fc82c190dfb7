import type { Session } from '../core/credentials.js'
import type { Source } from '../core/source.js'
import { parseObject } from '../core/json.js'
import { utf8Text } from '../system/bytes.js'
import { removeFile, writePrivate } from '../system/files/atomic-file.js'
import { readOwnFile } from '../system/files/read-own-file.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'

/*
 * Access keys that `rolecall revoke --key` has deactivated, one file each, so that a running
 * `rolecall serve` forgets the sessions that were made with them.
 */

/** @param at milliseconds since 1970, by this machine's clock */
export function noteDeactivated(accessKeyId: string, at: number, state: string): void {
  writePrivate(pathOf(accessKeyId, state), JSON.stringify({ at }))
}

/** For a key that is active again; one without a note is not an error. */
export function forgetDeactivated(accessKeyId: string, state: string): void {
  removeFile(pathOf(accessKeyId, state))
}

/** Whether a session was made with a key that was deactivated after that. */
export function isOfDeactivatedKey({ issued }: Session, source: Source, state: string): boolean {
  if (!('accessKeyId' in source)) return false
  const data = readOwnFile(pathOf(source.accessKeyId, state))
  const at = data && parseObject(utf8Text(data))?.['at']
  return typeof at === 'number' && issued.at < at
}

const pathOf = (accessKeyId: string, state: string): string =>
  join(state, STATE_PATHS.deactivatedKeys, `${accessKeyId}.json`)
