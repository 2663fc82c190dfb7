import { utf8Text } from '../system/bytes.js'
import type { Session, SigningIdentity } from '../core/credentials.js'
import { isRolecallError, RolecallError } from '../core/errors.js'
import { writePrivate } from '../system/files/atomic-file.js'
import { readOwnFile } from '../system/files/read-own-file.js'
import { join } from '../system/path.js'

/**
 * Refusals that a cached parent session may have caused: its key was deactivated, the trust policy
 * requires a more recent MFA, or the device was replaced.
 */
const PARENT_REFUSALS = new Set([
  'AccessDenied',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
])

/**
 * Remembers, per step, the access key ID of a fresh parent session that STS also refused. So the
 * user is not prompted for a code again.
 */
export interface Refusals {
  read: (key: string) => string | undefined
  write: (key: string, parentAccessKeyId: string) => void
}

/** The call, and how to get another parent session if AWS refuses the cached one. */
export interface RetryOptions {
  /** The step's cache key. */
  key: string
  /** For the hint: the `rolecall login` that makes the same plan. */
  login: string
  /** What signs the call: the parent session, or the source of the first step. */
  signer: SigningIdentity
  /** The parent session, if it was cached before this request and can be replaced. */
  cachedParent: Session | undefined
  call: (signer: SigningIdentity) => Promise<Session>
  /**
   * Gets a parent session that was issued later than this one.
   * @param reason what a prompt for a code says about the refusal
   */
  freshParent: (than: Session, reason: string) => Promise<SigningIdentity>
  refusals: Refusals
}

/**
 * Makes one STS call. If STS refuses it, and a cached parent session may be the reason, makes it
 * once more with a fresh parent. The old parent stays cached for the roles that accept it.
 */
export async function retryWithFreshParent(options: RetryOptions): Promise<Session> {
  const { key, signer, cachedParent, call, refusals } = options
  try {
    return await call(signer)
  } catch (refusal) {
    if (!cachedParent || !mayBlameParent(refusal)) throw refusal
    if (refusals.read(key) === cachedParent.accessKeyId) throw refusal
    const parent = await replaceParent(options, cachedParent, refusal)
    try {
      return await call(parent)
    } catch (error) {
      if (mayBlameParent(error) && 'accessKeyId' in parent) {
        refusals.write(key, parent.accessKeyId)
      }
      throw error
    }
  }
}

async function replaceParent(
  { login, freshParent }: RetryOptions,
  cachedParent: Session,
  refusal: unknown,
): Promise<SigningIdentity> {
  try {
    return await freshParent(cachedParent, retryReason(refusal))
  } catch (error) {
    const hasNoCode = isRolecallError(error) && error.code === 'interaction'
    throw hasNoCode ? refusalOrPromptError(refusal, error, login) : error
  }
}

/**
 * The error if there was no code for a fresh parent. The user sees the denial, with the fresh
 * parent as a further hint: the role may have denied the session for another reason.
 */
function refusalOrPromptError(
  refusal: unknown,
  promptError: RolecallError,
  login: string,
): unknown {
  if (!isRolecallError(refusal) || refusal.awsCode !== 'AccessDenied') return promptError
  const { code, awsCode, message, hint } = refusal
  const { reason } = promptError
  return new RolecallError(code, message, {
    awsCode,
    hint: `${hint ?? ''}; or it requires a more recent MFA session: ${login} --refresh`,
    cause: refusal,
    ...(reason === undefined ? {} : { reason }),
  })
}

/** The first line of the refusal: a person must know it before another code is typed. */
function retryReason(refusal: unknown): string {
  const message = refusal instanceof Error ? refusal.message : String(refusal)
  return `${message}; a newer MFA session may help`
}

function mayBlameParent(error: unknown): boolean {
  return isRolecallError(error) && PARENT_REFUSALS.has(error.awsCode ?? '')
}

/**
 * Refusals on disk, one small file per step. If they cannot be written or read, each call for a
 * role that denies the user costs another code.
 * @param folder created with the first refusal
 */
export function refusalsIn(folder: string): Refusals {
  return {
    read: (key) =>
      bestEffort(() => {
        const file = readOwnFile(join(folder, key))
        return file && utf8Text(file)
      }),
    write: (key, parentAccessKeyId) =>
      bestEffort(() => writePrivate(join(folder, key), parentAccessKeyId)),
  }
}

function bestEffort<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
