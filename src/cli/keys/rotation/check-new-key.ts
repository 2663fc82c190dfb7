import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { LongTermKey } from '../../../secrets/keys.js'
import { endRotation, type Rotation } from '../../../secrets/rotations.js'
import { isUnknownKey, NEW_KEY_MS } from '../../../sts/while-unknown.js'
import { planWithKey } from '../key-plan.js'
import { verifyKey } from '../verify-key.js'
import { deleteKey, withState, type Work } from './work.js'

/** Asks AWS whether the new key works. One that it does not know is deleted. */
export async function isKnown({ key, ...rotation }: Rotation & { key: LongTermKey }, work: Work) {
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
      const state = `${kept}, and the new key ${accessKeyId} is stored too`
      throw withState(error, state, `to continue: rolecall rotate ${shellWord(profile)}`)
    }
    await undo({ ...rotation, key }, work)
    context.notify(`AWS does not accept the new key ${accessKeyId}: it was deleted, and ${kept}`)
    return undefined
  })
  if (identity && entry.arn !== undefined && identity.arn !== entry.arn) {
    throw new RolecallError('failed', `the new key ${accessKeyId} belongs to ${identity.arn}`, {
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
