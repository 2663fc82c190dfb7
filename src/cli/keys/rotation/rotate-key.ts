import { isoSeconds } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import { once } from '../../../core/once.js'
import { counted } from '../../../core/printable.js'
import { shellWord } from '../../../core/shell-word.js'
import { startDeadline } from '../../../core/time/deadline.js'
import { rotationName } from '../../../core/state/stored-key.js'
import { keyEntry, readKey, type LongTermKey } from '../../../secrets/keys.js'
import {
  endRotation,
  readRotation,
  rotationOf,
  saveRotation,
  type Rotation,
} from '../../../secrets/rotations.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import { NEW_KEY_MS } from '../../../sts/while-unknown.js'
import type { ListedKey, UserCall } from '../../../iam/access-keys.js'
import { monotonicMs, sleep } from '../../../system/time.js'
import { acquireLock, describeHolder } from '../../../system/files/lock.js'
import { runtimeDir } from '../../../system/files/runtime-dir.js'
import { join } from '../../../system/path.js'
import { STATE_PATHS } from '../../../system/state-paths.js'
import type { CommandContext } from '../../context.js'
import { ownKeyCall } from '../own-key-call.js'
import { createNewKey, mayHaveCreated } from './create.js'
import { finishRotation, undo } from './finish.js'
import { makeRoom } from './make-room.js'
import { deleteOrphans, isRecent } from './orphans.js'
import { withState, type Rotated, type Work } from './work.js'

/** The other rotation may wait for a person who looks for an MFA device. */
const LOCK_TIMEOUT_MS = 10 * 60_000

/** How a key is rotated. */
export interface RotateOptions {
  deletesOld: boolean
  /** Whether an inactive second key may be deleted without asking. */
  deletesInactive: boolean
  /** Milliseconds: a key that is younger is left alone. */
  minAgeMs: number
}

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
  context.notify(`going on with the rotation of ${rotation.replaces}, which was interrupted`)
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

/** @param taken a rotation that was interrupted before its new key was in the store */
async function begin(
  { minAgeMs, deletesInactive }: RotateOptions,
  work: Work,
  taken?: Rotation,
): Promise<Rotated | string> {
  const { entry, store, context } = work
  const { host, notify, storeOptions } = context
  const { profile, accessKeyId: replaces } = entry
  const call = await work.asUser()
  const { keys: listed, own, servedAt } = await listOwn(call, work)
  const gone = taken ? await deleteOrphans(taken, work, listed) : []
  const keys = listed.filter(({ accessKeyId }) => !gone.includes(accessKeyId))
  const ageMs = servedAt - Date.parse(own.created ?? '')
  if (ageMs < minAgeMs && !taken) return `it is ${counted(Math.floor(ageMs / DAY_MS), 'day')} old`
  await makeRoom(keys, deletesInactive, work)
  const known = keys.map(({ accessKeyId }) => accessKeyId)
  // AWS may not list yet what the interrupted rotation has created a moment ago.
  const began = taken && isRecent(taken, servedAt) ? taken.began : isoSeconds(servedAt)
  const rotation: Rotation = { profile, replaces, began, known }
  const kept = `${profile} keeps ${replaces}`
  await saveRotation(rotation, store, host).catch((error: unknown) => {
    throw withState(error, `no key was created, and ${kept}`)
  })
  const key = await createNewKey(rotation, work).catch(async (error: unknown) => {
    if (mayHaveCreated(error)) throw error
    await endRotation(rotation, { host, options: storeOptions, inUse: store })
    throw withState(error, `no key was created, and ${kept}`)
  })
  await saveRotation({ ...rotation, key }, store, host).catch(async (error: unknown) => {
    await undo({ ...rotation, key }, work)
    throw withState(error, `the new key was deleted in AWS, and ${kept}`)
  })
  notify(`created ${key.accessKeyId} for ${call.userName}`)
  const done = await finishRotation({ ...rotation, key }, work)
  if (done) return done
  throw new RolecallError('refused', `the key of ${profile} was not rotated`, {
    hint: `AWS may be slow today: try again later, rolecall rotate ${shellWord(profile)}`,
  })
}

/**
 * The keys of the user, and the profile's own among them, which AWS may not list yet.
 * @throws RolecallError 'config' if AWS does not list it at all
 */
async function listOwn(
  call: UserCall,
  { entry, context }: Work,
): Promise<{ keys: ListedKey[]; own: ListedKey; servedAt: number }> {
  const { listKeys } = await import('../../../iam/access-keys.js')
  const { accessKeyId, profile } = entry
  const left = startDeadline(NEW_KEY_MS, monotonicMs)
  for (;;) {
    const listed = await context.busy(listKeys(call))
    const own = listed.keys.find((each) => each.accessKeyId === accessKeyId)
    if (own) return { ...listed, own }
    if (left() < PAUSE_MS || !mayBeUnlisted(entry, context)) break
    await context.busy(sleep(PAUSE_MS))
  }
  const what = `IAM does not list ${accessKeyId} as a key of ${call.userName}`
  throw new RolecallError('config', what, {
    hint: `rolecall keys --online shows what IAM knows; to store another key: rolecall add ${shellWord(profile)} --replace`,
  })
}

const PAUSE_MS = 1000

/** Whether the key was stored a moment ago, and may be new. */
function mayBeUnlisted({ added }: IndexEntry<'key'>, { host }: CommandContext): boolean {
  return host.now().at - Date.parse(added) < 2 * NEW_KEY_MS
}

const DAY_MS = 24 * 3600_000
