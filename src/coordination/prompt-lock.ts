import { isRolecallError } from '../core/errors.js'
import { acquireLock } from '../system/files/acquire-lock.js'
import { runtimeDir } from '../system/files/runtime-dir.js'
import type { Host } from '../system/host.js'
import { join } from '../system/path.js'
import { findCaller } from '../system/process/caller/calling-program.js'
import { STATE_PATHS } from '../system/state-paths.js'

/** How long a process may wait for its turn to prompt. */
export interface PromptLockOptions {
  host: Host
  /** @returns milliseconds that are left to wait for the lock */
  left: () => number
}

/**
 * Runs `prompt` while no other rolecall prompts at the same place: two readers of one terminal
 * would split the user's input between them. The next process prompts after that: sharing one
 * answer is the task of `singleFlight`.
 * @param place names the terminal, or the desktop
 * @throws RolecallError 'failed' that names the process that holds the lock, at the time limit
 */
export async function withPromptLock<T>(
  place: string,
  { host, left }: PromptLockOptions,
  prompt: () => Promise<T>,
): Promise<T> {
  const file = `${place.replace(/[^\w-]/g, '-')}.lock`
  const path = join(runtimeDir(host), STATE_PATHS.locks, file)
  const caller = findCaller(host)?.name
  const name = caller ? `the rolecall started by ${caller}` : 'another rolecall process'
  const lock = await acquireLock(path, { name, timeoutMs: left() }).catch((error: unknown) => {
    if (isRolecallError(error)) throw error
    return undefined // Without a writable folder there is no lock, and the user can still answer.
  })
  try {
    return await prompt()
  } finally {
    lock?.release()
  }
}
