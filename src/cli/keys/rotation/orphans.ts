import type { ListedKey } from '../../../iam/listed-keys.js'
import type { RotationMetadata } from '../../../secrets/metadata.js'
import type { Rotation } from '../../../secrets/rotations.js'
import { useOf } from './last-use.js'
import { deleteKey, type Work } from './work.js'

/** `Date` headers and creation times have whole seconds. */
const CLOCK_GRAIN_MS = 2000
/** The longest time between the journal and AWS's answer to CreateAccessKey, with every retry. */
const CREATION_MS = 10 * 60_000

/**
 * Deletes the keys that the rotation has created, and whose secret was lost with AWS's answer or
 * with the process. No program can use such a key, but it takes one of the user's two places.
 * @param listed what IAM has listed; it is asked if this is undefined
 * @returns the IDs of those that are gone, which IAM may go on listing for some seconds
 * @throws RolecallError
 */
export async function deleteOrphans(
  rotation: Rotation,
  work: Work,
  listed?: readonly ListedKey[],
): Promise<string[]> {
  const { context } = work
  const { listKeys } = await import('../../../iam/listed-keys.js')
  const call = await work.asUser()
  const keys = listed ?? (await context.busy(listKeys(call))).keys
  const gone: string[] = []
  for (const { accessKeyId } of keys.filter((key) => mayBeOrphan(key, rotation))) {
    const use = await useOf({ ...call, accessKeyId }, context)
    if (use === 'used') continue
    gone.push(accessKeyId)
    if (use === 'gone') continue
    await deleteKey({ ...call, accessKeyId }, context)
    context.notify(
      `deleted ${accessKeyId}, whose secret was lost when the rotation was interrupted`,
    )
  }
  return gone
}

/**
 * Whether a key appeared when the rotation created its own. Another key may have done so by chance,
 * so that its use has to be asked for.
 */
function mayBeOrphan(
  { accessKeyId, created }: ListedKey,
  { began, known, replaces }: RotationMetadata,
): boolean {
  if (accessKeyId === replaces || known.includes(accessKeyId)) return false
  const ageMs = Date.parse(created ?? '') - Date.parse(began)
  return ageMs >= -CLOCK_GRAIN_MS && ageMs <= CREATION_MS
}

/**
 * Whether a rotation was interrupted so recently that AWS may not list its key yet.
 * @param now milliseconds since 1970, by AWS's clock
 */
export function isRecent({ began }: RotationMetadata, now: number): boolean {
  return now - Date.parse(began) < CREATION_MS / 2
}
