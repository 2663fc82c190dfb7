import { join } from 'node:path'
import { readIfPresent, writePrivate } from '../system/files/atomic-file.js'
import type { Refusals } from './retry-with-fresh-parent.js'

/**
 * Remembered on disk, one small file a step. Without it every call for a role that simply is not yours would cost a code;
 * where it cannot be written or read, it does.
 * @param folder below the state folder; created on the first refusal
 */
export function refusalsIn(folder: string): Refusals {
  return {
    read: (key) => tried(() => readIfPresent(join(folder, key))?.toString()),
    write: (key, parentAccessKeyId) =>
      tried(() => writePrivate(join(folder, key), parentAccessKeyId)),
  }
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
