import { isoSeconds } from '../../../core/credentials.js'
import { shellWord } from '../../../core/shell-word.js'
import { saveKey, type LongTermKey } from '../../../secrets/keys.js'
import { endRotation, type Rotation } from '../../../secrets/rotations.js'
import { listIndexEntries, type IndexEntry } from '../../../secrets/secret-index.js'
import { storeUnavailableError } from '../../../store/errors.js'
import { isStoreError, storeNoun } from '../../../store/store.js'
import type { CommandContext } from '../../context.js'
import { sessionsOf } from '../sessions-of-key.js'
import { withState, type Rotated, type Work } from './work.js'
import { signedByNewKey, endOldKey } from './end-old-key.js'
import { isKnown } from './check-new-key.js'

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
      throw withState(failure, state, `to continue: rolecall rotate ${shellWord(profile)}`)
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
