import { once } from '../../../core/once.js'
import { rotationName } from '../../../core/state/stored-key.js'
import { keyEntry, readKey, type LongTermKey } from '../../../secrets/keys.js'
import { readRotation, rotationOf, type Rotation } from '../../../secrets/rotations.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import { acquireLock, describeHolder } from '../../../system/files/acquire-lock.js'
import { runtimeDir } from '../../../system/files/runtime-dir.js'
import { join } from '../../../system/path.js'
import { STATE_PATHS } from '../../../system/state-paths.js'
import type { CommandContext } from '../../context.js'
import { ownKeyCall } from '../own-key-call.js'
import { finishRotation } from './finish.js'
import type { Rotated, Work, RotateOptions } from './work.js'
import { begin } from './begin.js'

/** The other rotation may wait for a person who looks for an MFA device. */
const LOCK_TIMEOUT_MS = 10 * 60_000

/**
 * Rotates a stored key, or finishes a rotation of it that was interrupted. One process at a time
 * works on the keys of a user.
 * @returns why nothing was done, as a text
 * @throws RolecallError that says which keys exist, and where
 */
export async function rotateKey(
  entry: IndexEntry<'key'>,
  options: RotateOptions,
  context: CommandContext,
): Promise<Rotated | string> {
  const { host, notify } = context
  const wasUnderWay = rotationOf(entry.accessKeyId, host) !== undefined
  const lock = await acquireLock(
    join(
      runtimeDir(host),
      STATE_PATHS.locks,
      `${rotationName(entry.arn ?? entry.accessKeyId)}.lock`,
    ),
    {
      name: 'rolecall rotate',
      timeoutMs: LOCK_TIMEOUT_MS,
      onWait(holder) {
        notify(`waiting for ${describeHolder(holder)}, which rotates this key`)
      },
    },
  )
  try {
    const now = keyEntry(entry.profile, host)
    const isUnderWay = rotationOf(entry.accessKeyId, host) !== undefined
    const isChanged = now?.accessKeyId !== entry.accessKeyId
    if (!now || isChanged || (wasUnderWay && !isUnderWay)) {
      return 'another process has just rotated it'
    }
    return await rotateUnderLock(now, options, context)
  } finally {
    lock.release()
  }
}

async function rotateUnderLock(
  entry: IndexEntry<'key'>,
  options: RotateOptions,
  context: CommandContext,
): Promise<Rotated | string> {
  const work: Work = {
    ...{ entry, context, deletesOld: options.deletesOld },
    store: await context.cache().storeNamed(entry.store),
    asUser: once(() => ownKeyCall(entry, context)),
  }
  const pending = rotationOf(entry.accessKeyId, context.host)
  const rotation = pending && (await readPending(pending, context))
  if (!rotation) return begin(options, work)
  // The store may have lost the journal after the profiles have got the new key.
  const isSwitched = rotation.accessKeyId === entry.accessKeyId
  const key = rotation.key ?? (isSwitched ? await keyOf(work) : undefined)
  if (!key) return begin(options, work, rotation)
  context.notify(`continuing the interrupted rotation of ${rotation.replaces}`)
  const finished = await finishRotation({ ...rotation, key }, work)
  return finished ? { ...finished, resumed: true } : begin(options, work)
}

async function readPending(
  pending: IndexEntry<'rotation'>,
  { cache }: CommandContext,
): Promise<Rotation> {
  return readRotation(pending, await cache().storeNamed(pending.store))
}

function keyOf({ entry, context }: Work): Promise<LongTermKey | undefined> {
  const { host, cache } = context
  return readKey(entry.profile, { host, storeNamed: cache().storeNamed })
}
