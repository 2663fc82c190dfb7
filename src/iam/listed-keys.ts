import {
  GetAccessKeyLastUsedCommand,
  paginateListAccessKeys,
  type AccessKeyMetadata,
  type IAMClient,
} from '@aws-sdk/client-iam'
import { isoSeconds } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import { clockOffsetMs } from '../sts/errors/sdk-error.js'
import { withIam } from './client.js'
import type { UserCall, OwnKeyCall } from './access-keys.js'

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
