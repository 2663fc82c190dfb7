import { join } from 'node:path'
import { readIfPresent, writePrivate } from '../host/atomic-file.js'
import type { World } from './obtain.js'

/**
 * Remembered on disk, one small file a leaf: the access key id of the parent that was new and yet refused. Without it every call
 * for a role that simply is not yours would cost a code.
 * @param folder below the state folder; created on the first refusal
 */
export function refusalsIn(folder: string): World['refusals'] {
  return {
    read: (leafKey) => readIfPresent(join(folder, leafKey))?.toString(),
    write: (leafKey, parentAccessKeyId) => writePrivate(join(folder, leafKey), parentAccessKeyId),
  }
}
