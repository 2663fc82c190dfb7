import {
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { isoSeconds, type Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/plan.js'
import type { CallContext } from '../sts/context.js'
import { withIam } from './client.js'

/** How IAM is called about a user's own access key. */
export interface OwnKeyCall {
  /** Where IAM is called. */
  target: StsTarget
  signer: Credentials
  context: CallContext
  /** Name without the path. A session must name the user, and a key may. */
  userName: string
  accessKeyId: string
}

/** What IAM knows of a key. */
export interface KeyState {
  /** `Active`, `Inactive`, `Expired`; undefined if the user has no such key. */
  status?: string
  /** ISO 8601. */
  created?: string
  /** ISO 8601; undefined if it was never used. */
  lastUsed?: string
  /** Number of the user's keys; IAM allows two. */
  keysOfUser: number
}

/** @throws RolecallError 'refused' or 'failed', with an explanation */
export async function keyState(call: OwnKeyCall): Promise<KeyState> {
  const { target, signer, context, userName, accessKeyId } = call
  return withIam(target, signer, context, async (client) => {
    const listed = await client.send(new ListAccessKeysCommand({ UserName: userName }))
    const all = listed.AccessKeyMetadata ?? []
    const own = all.find(({ AccessKeyId }) => AccessKeyId === accessKeyId)
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId })
    const used = own && (await client.send(command)).AccessKeyLastUsed?.LastUsedDate
    return {
      ...(own?.Status ? { status: own.Status } : {}),
      ...(own?.CreateDate ? { created: isoSeconds(own.CreateDate.getTime()) } : {}),
      ...(used ? { lastUsed: isoSeconds(used.getTime()) } : {}),
      keysOfUser: all.length,
    }
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
      if (!isDoneAlready(error as FailedCall)) throw error
    }
  })
}

interface FailedCall {
  name: string
  $metadata?: { attempts?: number }
}

/**
 * Whether AWS carried out the first attempt, and only its answer was lost: the second one then
 * finds no key, or is refused because it was signed with the key itself.
 */
function isDoneAlready({ name, $metadata }: FailedCall): boolean {
  const isGone = name === 'NoSuchEntityException' || name === 'InvalidClientTokenId'
  return isGone && ($metadata?.attempts ?? 1) > 1
}
