import { join } from 'node:path'
import { isRolecallError } from '../core/errors.js'
import { acquireLock } from '../system/files/lock.js'
import { runtimeDir } from '../system/files/runtime-dir.js'
import { findCaller } from '../system/process/calling-program.js'
import { STATE_PATHS } from '../system/state-paths.js'
import type { CodeContext } from '../mfa/code.js'

/** One question at a time, whatever it is about: two readers of one terminal split a code between them. */
export async function withPromptLock<T>(
  place: string,
  { host, left }: Pick<CodeContext, 'host' | 'left'>,
  talk: () => Promise<T>,
): Promise<T> {
  const path = join(runtimeDir(host), STATE_PATHS.locks, `${place.replace(/[^\w-]/g, '-')}.lock`)
  const name = findCaller(host)?.name ?? 'rolecall'
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
