import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import type { Credentials } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget } from '../core/step.js'
import type { LongTermKey } from '../secrets/keys.js'
import type { CallContext } from '../sts/context.js'
import { withIam } from './client.js'

/** How IAM is called about the access keys of a user. */
export interface UserCall {
  /** Where IAM is called. */
  target: StsTarget
  signer: Credentials
  context: CallContext
  /** Name without the path. A session must name the user, and a key may. */
  userName: string
}

/** How IAM is called about one access key of a user. */
export interface OwnKeyCall extends UserCall {
  accessKeyId: string
}

/**
 * Creates a key of a user. AWS shows its secret only in this answer.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function createKey({
  target,
  signer,
  context,
  userName,
}: UserCall): Promise<LongTermKey> {
  return withIam(target, signer, context, async (client) => {
    const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: userName }))
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey ?? {}
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey }
    throw new RolecallError('failed', 'the IAM response is incomplete', {
      hint: 'a proxy may have changed it: try again, or check the endpoint and the proxy',
    })
  })
}

/**
 * Deactivates or deletes the key.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function endKey(call: OwnKeyCall, how: 'deactivate' | 'delete'): Promise<void> {
  const { target, signer, context, userName, accessKeyId } = call
  const key = { UserName: userName, AccessKeyId: accessKeyId }
  const command =
    how === 'delete'
      ? new DeleteAccessKeyCommand(key)
      : new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' })
  await withIam(target, signer, context, async (client) => {
    try {
      await client.send(command as DeleteAccessKeyCommand)
    } catch (error) {
      const signsItself = signer.accessKeyId === accessKeyId
      if (!isDoneAlready(error as FailedCall, signsItself)) throw error
    }
  })
}

/**
 * Activates a key that was deactivated.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function activateKey(call: OwnKeyCall): Promise<void> {
  const { target, signer, context, userName, accessKeyId } = call
  const input = { UserName: userName, AccessKeyId: accessKeyId, Status: 'Active' } as const
  await withIam(target, signer, context, (client) => client.send(new UpdateAccessKeyCommand(input)))
}

interface FailedCall {
  name: string
  $metadata?: { attempts?: number }
}

/**
 * Whether AWS carried out the first attempt, and only its answer was lost: the second one then
 * finds no key, or is refused because it was signed with the key itself.
 */
function isDoneAlready({ name, $metadata }: FailedCall, signsItself: boolean): boolean {
  const isGone =
    name === 'NoSuchEntityException' || (signsItself && name === 'InvalidClientTokenId')
  return isGone && ($metadata?.attempts ?? 1) > 1
}
