import { join } from 'node:path'
import { isRolecallError } from '../core/errors.js'
import { acquireLock } from '../host/lock.js'
import { findAsker } from '../host/process-tree.js'
import type { Asking } from './token-code.js'

/** One question at a time, whatever it is about: two readers of one terminal split a code between them. */
export async function inTurn<T>(
  place: string,
  { host, left }: Pick<Asking, 'host' | 'left'>,
  talk: () => Promise<T>,
): Promise<T> {
  const path = join(host.paths.state, 'locks', `${place.replace(/[^\w-]/g, '-')}.lock`)
  const name = findAsker(host)?.name ?? 'rolecall'
  const lock = await acquireLock(path, { name, waitMs: left() }).catch((error: unknown) => {
    if (isRolecallError(error)) throw error
    return undefined // A home that cannot be written to must not keep a person from answering.
  })
  try {
    return await talk()
  } finally {
    lock?.release()
  }
}
