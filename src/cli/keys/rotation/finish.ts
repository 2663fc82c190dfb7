import { isoSeconds } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { UserCall } from '../../../iam/access-keys.js'
import { saveKey, type LongTermKey } from '../../../secrets/keys.js'
import { endRotation, type Rotation } from '../../../secrets/rotations.js'
import { listIndexEntries, type IndexEntry } from '../../../secrets/secret-index.js'
import { storeUnavailableError } from '../../../store/errors.js'
import { isStoreError, storeNoun } from '../../../store/store.js'
import { callContext } from '../../../sts/context.js'
import { isUnknownKey, NEW_KEY_MS, whileUnknown } from '../../../sts/while-unknown.js'
import type { CommandContext } from '../../context.js'
import { planWithKey } from '../key-plan.js'
import { sessionsOf } from '../sessions-of-key.js'
import { verifyKey } from '../verify-key.js'
import { deleteKey, unlessGone, withState, type Rotated, type Work } from './work.js'

/**
 * Finishes a rotation whose new key is in the journal: asks AWS whether it works, lets the profiles
 * use it, deactivates the old one with it, and forgets the sessions of the old one. Each step may
 * be done twice, so that the next run repeats what was interrupted.
 * @returns undefined if AWS does not know the new key: it was deleted, and the old one is kept
 * @throws RolecallError that says which keys exist, and where
 */
export async function finishRotation(
  rotation: Rotation & { key: LongTermKey },
  work: Work,
): Promise<Rotated | undefined> {
  const { entry, context } = work
  const { replaces, key } = rotation
  if (entry.accessKeyId !== key.accessKeyId && !(await isKnown(rotation, work))) return undefined
  const holders = listIndexEntries('key', context.host.paths.state)
  const sessions = holders
    .filter(({ accessKeyId }) => accessKeyId === replaces)
    .flatMap((each) => sessionsOf(each.profile, context))
    .concat(sessionsBefore(rotation, context))
  await switchProfiles(rotation, work)
  const signing = await signedByNewKey(rotation.key, work)
  const old = await endOldKey(rotation, signing, work)
  const { host, storeOptions } = context
  const cache = context.cache()
  for (const { key: session } of sessions) await cache.remove(session)
  await endRotation(rotation, { host, options: storeOptions, inUse: work.store }).catch(
    (error: unknown) => {
      throw isStoreError(error) ? storeUnavailableError(error) : error
    },
  )
  return {
    profiles: profilesWith(key.accessKeyId, context),
    ...{ accessKeyId: key.accessKeyId, replaced: replaces, old, resumed: false },
  }
}

/** Asks AWS whether the new key works. One that it does not know is deleted. */
async function isKnown({ key, ...rotation }: Rotation & { key: LongTermKey }, work: Work) {
  const { entry, context } = work
  const { profile, replaces } = rotation
  const files = context.files()
  const texts = { config: files.config.text, credentials: files.credentials.text }
  const { accessKeyId } = key
  const plan = planWithKey(profile, accessKeyId, { files, texts }, context.host)
  const checking = verifyKey(key, plan, { allowsRoot: true, limitMs: NEW_KEY_MS }, context)
  const identity = await checking.catch(async (error: unknown) => {
    const kept = `${profile} keeps ${replaces}`
    if (!isUnknownKey(error)) {
      const state = `${kept}, and the new key ${accessKeyId} is stored beside it`
      throw withState(error, state, `to go on: rolecall rotate ${shellWord(profile)}`)
    }
    await undo({ ...rotation, key }, work)
    context.notify(`AWS does not accept the new key ${accessKeyId}: it was deleted, and ${kept}`)
    return undefined
  })
  if (identity && entry.arn !== undefined && identity.arn !== entry.arn) {
    throw new RolecallError('failed', `the new key ${accessKeyId} is one of ${identity.arn}`, {
      hint: `${profile} keeps ${replaces} of ${entry.arn}; check the endpoint of IAM`,
    })
  }
  return identity !== undefined
}

/** Deletes the new key in AWS, and the journal. */
export async function undo(
  { key, profile, replaces }: Rotation & { key: LongTermKey },
  { asUser, store, context }: Work,
): Promise<void> {
  const { accessKeyId } = key
  try {
    await deleteKey({ ...(await asUser()), accessKeyId }, context)
  } catch (error) {
    const state = `${profile} keeps ${replaces}, and AWS still has the new key ${accessKeyId}`
    throw withState(error, state, `to delete it: rolecall rotate ${shellWord(profile)}`)
  }
  await endRotation(
    { replaces },
    { host: context.host, options: context.storeOptions, inUse: store },
  )
}

/** Lets every profile with the old key use the new one. Until AWS ends the old one, both work. */
async function switchProfiles(
  { profile, replaces, began, key }: Rotation & { key: LongTermKey },
  { context }: Work,
): Promise<void> {
  const { host, notify } = context
  const { accessKeyId } = key
  for (const each of listIndexEntries('key', host.paths.state)) {
    if (each.accessKeyId !== replaces) continue
    try {
      const store = await context.cache().storeNamed(each.store)
      await saveKey(key, aboutNewKey(each, began, isoSeconds(host.now().at)), store, host)
      notify(`${each.profile} uses ${accessKeyId} now, in ${storeNoun(each.store)}`)
    } catch (error) {
      const state = `the new key ${accessKeyId} works and is in the journal, and ${replaces} is still active`
      const failure = isStoreError(error) ? storeUnavailableError(error) : error
      throw withState(failure, state, `to go on: rolecall rotate ${shellWord(profile)}`)
    }
  }
}

function aboutNewKey(
  { profile, arn, account, accessKeyId }: IndexEntry<'key'>,
  created: string,
  added: string,
) {
  return {
    ...{ profile, added, created, previous: accessKeyId },
    ...(arn === undefined ? {} : { arn }),
    ...(account === undefined ? {} : { account }),
  }
}

/** With an MFA device, the session that has signed so far; else the new key. */
async function signedByNewKey(
  key: LongTermKey,
  { asUser, entry, context }: Work,
): Promise<UserCall> {
  const call = await asUser()
  if (call.signer.sessionToken !== undefined) return call
  const plan = context.planFor({ profile: entry.profile, noSession: true, ownUse: true })
  return { ...call, signer: key, context: callContext(plan, context.host) }
}

/** Deactivates the old key and, if asked, deletes it. */
async function endOldKey(
  { profile, replaces, key }: Rotation & { key: LongTermKey },
  signing: UserCall,
  { deletesOld, context }: Work,
): Promise<Rotated['old']> {
  const { endKey } = await import('../../../iam/access-keys.js')
  const call = { ...signing, accessKeyId: replaces }
  const end = (how: 'deactivate' | 'delete'): Promise<boolean> => {
    const limits = { limitMs: NEW_KEY_MS }
    return context.busy(unlessGone(whileUnknown(() => endKey(call, how), limits)))
  }
  try {
    const isGone = (await end('deactivate')) || (deletesOld && ((await end('delete')) || true))
    context.notify(
      isGone
        ? `deleted ${replaces} in AWS`
        : `deactivated ${replaces} in AWS: the next rotation deletes it`,
    )
    return isGone ? 'deleted' : 'inactive'
  } catch (error) {
    const state = `${profile} uses ${key.accessKeyId}, and ${replaces} is still in AWS`
    throw withState(error, state, `to go on: rolecall rotate ${shellWord(profile)}`)
  }
}

/** Sessions of the old key that are left after an interruption. */
function sessionsBefore({ profile, began }: Rotation, { cache }: CommandContext): IndexEntry[] {
  const end = Date.parse(began)
  return cache()
    .list()
    .filter((each) => each.profile === profile && each.issued.at < end)
}

function profilesWith(accessKeyId: string, { host }: CommandContext): string[] {
  const all = listIndexEntries('key', host.paths.state)
  const holders = all.filter((each) => each.accessKeyId === accessKeyId)
  return holders.map(({ profile }) => profile).sort()
}
