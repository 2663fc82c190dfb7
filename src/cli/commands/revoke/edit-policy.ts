import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { sha256 } from '../../../core/digest/sha256.js'
import { parseDocument, type PolicyDocument } from '../../../core/policy/document.js'
import { readRolePolicy, writeRolePolicy, type RoleCall } from '../../../iam/role-policies.js'
import { acquireLock, describeHolder } from '../../../system/files/acquire-lock.js'
import { runtimeDir } from '../../../system/files/runtime-dir.js'
import { join } from '../../../system/path.js'
import { STATE_PATHS } from '../../../system/state-paths.js'
import { sleep } from '../../../system/time.js'
import type { CommandContext } from '../../context.js'
import type { RoleTarget } from './role-target.js'

const LOCK_TIMEOUT_MS = 60_000
/** IAM has no conditional write: what was written is read again, in case it was replaced. */
const MAX_WRITES = 3
const PAUSE_MS = 500

/** An inline policy as IAM has it now. */
export interface CurrentPolicy {
  document: PolicyDocument | undefined
  /** AWS's time, milliseconds since 1970, in whole seconds. */
  servedAt: number
}

/** @throws RolecallError 'refused' if the document has no statements that could be kept */
export async function currentPolicy(call: RoleCall, name: string): Promise<CurrentPolicy> {
  const { text, servedAt } = await readRolePolicy(call, name)
  const document = text === undefined ? undefined : parseDocument(text)
  if (text !== undefined && document === undefined) {
    throw new RolecallError('refused', `the policy ${name} of ${call.roleName} is not readable`, {
      hint: 'it was written by hand: correct it in the console, then try again',
    })
  }
  return { document, servedAt }
}

/**
 * Runs `work` under a lock, so that two revocations on this machine do not replace each other's
 * change to the policies of the role.
 */
export async function withRoleLock<T>(
  { account, roleName }: RoleTarget,
  { host, notify }: CommandContext,
  work: () => Promise<T>,
): Promise<T> {
  const file = `revoke-${sha256(`${account}/${roleName}`).slice(0, 32)}.lock`
  const lock = await acquireLock(join(runtimeDir(host), STATE_PATHS.locks, file), {
    name: 'rolecall revoke',
    timeoutMs: LOCK_TIMEOUT_MS,
    onWait: (holder) => notify(`waiting for ${describeHolder(holder)}, which edits this role`),
  }).catch((error: unknown) => {
    if (isRolecallError(error)) throw error
    return undefined // Without a writable folder there is no lock, and the sessions must end.
  })
  try {
    return await work()
  } finally {
    lock?.release()
  }
}

/** A change of a policy, which can be made again on another document. */
export interface PolicyChange {
  name: string
  /** From what IAM has to what it should have. */
  apply: (document: PolicyDocument | undefined) => PolicyDocument | undefined
  /** Whether a document contains the change. */
  isDone: (document: PolicyDocument | undefined) => boolean
}

/**
 * Writes a policy, and reads it back. If another machine replaced it in the meantime, the change is
 * made again on what is there now.
 * @returns the document as it was written
 */
export async function editPolicy(
  call: RoleCall,
  change: PolicyChange,
  current: PolicyDocument | undefined,
): Promise<PolicyDocument | undefined> {
  let before = current
  for (let writes = 1; ; writes++) {
    const after = change.apply(before)
    await writeRolePolicy(call, change.name, after && JSON.stringify(after))
    const found = await readBack(call, change.name)
    // IAM may show an older state for a while. What is written again then changes nothing.
    if (found === 'denied' || change.isDone(found.document) || writes === MAX_WRITES) return after
    before = found.document
    await sleep(PAUSE_MS)
  }
}

/**
 * Makes a change again if it is gone: another machine may have read the policy before it, and have
 * written it afterwards.
 */
export async function keepChange(call: RoleCall, change: PolicyChange): Promise<void> {
  const found = await readBack(call, change.name)
  if (found === 'denied' || change.isDone(found.document)) return
  await editPolicy(call, change, found.document)
}

/** 'denied' if the credentials that sign have just been revoked themselves. */
async function readBack(call: RoleCall, name: string): Promise<CurrentPolicy | 'denied'> {
  try {
    return await currentPolicy(call, name)
  } catch (error) {
    if (isRolecallError(error) && /^AccessDenied/.test(error.awsCode ?? '')) return 'denied'
    throw error
  }
}
