import type { ListedKey } from '../../../iam/access-keys.js'
import type { RotationMetadata } from '../../../secrets/kinds.js'
import type { Rotation } from '../../../secrets/rotations.js'
import { deleteKey, type Work } from './work.js'

/** `Date` headers and creation times have whole seconds. */
const CLOCK_GRAIN_MS = 2000
/** The longest time between the journal and AWS's answer to CreateAccessKey, with every retry. */
const CREATION_MS = 10 * 60_000

/**
 * Deletes the keys that the rotation has created, and whose secret was lost with AWS's answer or
 * with the process. No program can use such a key, but it takes one of the user's two places.
 * @returns how many were deleted
 * @throws RolecallError
 */
export async function deleteOrphans(rotation: Rotation, work: Work): Promise<number> {
  const { context } = work
  const { listKeys, lastUse } = await import('../../../iam/access-keys.js')
  const call = await work.asUser()
  const { keys } = await context.busy(listKeys(call))
  let deleted = 0
  for (const { accessKeyId } of keys.filter((key) => mayBeOrphan(key, rotation))) {
    if ((await context.busy(lastUse({ ...call, accessKeyId }))) !== undefined) continue
    await deleteKey({ ...call, accessKeyId }, context)
    context.notify(
      `deleted ${accessKeyId}, whose secret was lost when the rotation was interrupted`,
    )
    deleted++
  }
  return deleted
}

/**
 * Whether a key appeared when the rotation created its own. Another key may have done so by chance,
 * so that its use has to be asked for.
 */
export function mayBeOrphan(
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
