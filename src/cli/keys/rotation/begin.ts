import { isoSeconds } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import { shellWord } from '../../../core/shell-word.js'
import { startDeadline } from '../../../core/time/deadline.js'
import { endRotation, saveRotation, type Rotation } from '../../../secrets/rotations.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import { NEW_KEY_MS } from '../../../sts/while-unknown.js'
import type { UserCall } from '../../../iam/access-keys.js'
import type { ListedKey } from '../../../iam/listed-keys.js'
import { monotonicMs, sleep } from '../../../system/time.js'
import type { CommandContext } from '../../context.js'
import { createNewKey, mayHaveCreated } from './create.js'
import { finishRotation } from './finish.js'
import { undo } from './check-new-key.js'
import { makeRoom } from './make-room.js'
import { deleteOrphans, isRecent } from './orphans.js'
import { withState, type Rotated, type Work, type RotateOptions } from './work.js'

/** @param taken a rotation that was interrupted before its new key was in the store */
export async function begin(
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
    hint: `AWS may be slow: try again later with rolecall rotate ${shellWord(profile)}`,
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
  const { listKeys } = await import('../../../iam/listed-keys.js')
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
