import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  paginateListAccessKeys,
  UpdateAccessKeyCommand,
  type AccessKeyMetadata,
  type IAMClient,
} from '@aws-sdk/client-iam'
import { isoSeconds, type Credentials } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget } from '../core/plan.js'
import type { LongTermKey } from '../secrets/keys.js'
import type { CallContext } from '../sts/context.js'
import { clockOffsetMs } from '../sts/errors/sdk-error.js'
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

/** A key as IAM lists it. */
export interface ListedKey {
  accessKeyId: string
  /** `Active`, `Inactive`, `Expired`. */
  status: string
  /** ISO 8601. */
  created?: string
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
    const all = await allKeys(client, userName)
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

async function allKeys(client: IAMClient, userName: string): Promise<AccessKeyMetadata[]> {
  const all: AccessKeyMetadata[] = []
  for await (const page of paginateListAccessKeys({ client }, { UserName: userName })) {
    all.push(...(page.AccessKeyMetadata ?? []))
  }
  return all
}

/**
 * Lists the keys of a user.
 * @returns the keys, and AWS's time in milliseconds since 1970
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function listKeys({
  target,
  signer,
  context,
  userName,
}: UserCall): Promise<{ keys: ListedKey[]; servedAt: number }> {
  const { now } = context
  return withIam(target, signer, context, async (client) => {
    let offsetMs = 0
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        offsetMs = clockOffsetMs(result.response, now().at) ?? 0
        return result
      },
      { step: 'deserialize', priority: 'low', name: 'rolecallServerClock' },
    )
    const listed = await allKeys(client, userName)
    const keys = listed.flatMap(({ AccessKeyId, Status = '', CreateDate }) => {
      if (!AccessKeyId) return []
      const created = CreateDate ? { created: isoSeconds(CreateDate.getTime()) } : {}
      return { accessKeyId: AccessKeyId, status: Status, ...created }
    })
    return { keys, servedAt: now().at + offsetMs }
  })
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
 * When a key was used last.
 * @returns ISO 8601; undefined if it was never used
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function lastUse(call: OwnKeyCall): Promise<string | undefined> {
  const { target, signer, context, accessKeyId } = call
  return withIam(target, signer, context, async (client) => {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId })
    const used = (await client.send(command)).AccessKeyLastUsed?.LastUsedDate
    return used ? isoSeconds(used.getTime()) : undefined
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

/**
 * The name of the user whose key it is, within the account of the signer.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function keyOwner(call: Omit<OwnKeyCall, 'userName'>): Promise<string> {
  const { target, signer, context, accessKeyId } = call
  return withIam(target, signer, context, async (client) => {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId })
    const { UserName } = await client.send(command)
    if (UserName) return UserName
    throw new RolecallError('failed', `IAM does not say whose key ${accessKeyId} is`, {
      hint: 'name a profile with rights on the user of the key: --as PROFILE',
    })
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
function isDoneAlready({ name, $metadata }: FailedCall, signsItself: boolean): boolean {
  const isGone =
    name === 'NoSuchEntityException' || (signsItself && name === 'InvalidClientTokenId')
  return isGone && ($metadata?.attempts ?? 1) > 1
}
