import { join } from 'node:path'
import { isRolecallError } from '../core/errors.js'
import { acquireLock } from '../system/files/lock.js'
import { meetingPlace } from '../system/files/runtime-dir.js'
import { findAsker } from '../system/process/calling-program.js'
import type { Asking } from '../mfa/code.js'

/** One question at a time, whatever it is about: two readers of one terminal split a code between them. */
export async function inTurn<T>(
  place: string,
  { host, left }: Pick<Asking, 'host' | 'left'>,
  talk: () => Promise<T>,
): Promise<T> {
  const path = join(meetingPlace(host), 'locks', `${place.replace(/[^\w-]/g, '-')}.lock`)
  const name = findAsker(host)?.name ?? 'rolecall'
  const lock = await acquireLock(path, { name, waitMs: left() }).catch((error: unknown) => {
    if (isRolecallError(error)) throw error
    return undefined // Where no folder can be written to, that must not keep a person from answering.
  })
  try {
    return await talk()
  } finally {
    lock?.release()
  }
}
