import type { Session, SigningIdentity } from '../core/credentials.js'
import { isRolecallError, RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'

/** Answers that a cached parent may be to blame for: a deactivated key, a trust that wants a younger MFA, a new device. */
const DOUBTS = new Set([
  'AccessDenied',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
])

/** For a step, the access key id of a new parent that STS refused all the same: another code would not help. */
export interface Refusals {
  read(key: string): string | undefined
  write(key: string, parentAccessKeyId: string): void
}

/** One step that is to be issued. */
export interface RetryOptions {
  /** The step's cache key. */
  key: string
  /** The profile that was asked for. */
  profile: string
  /** What signs: a parent, or the source where there is none. */
  signer: SigningIdentity
  /** The signer, if it is a session that was there before we began, and others may be had. */
  cached: Session | undefined
  call(signer: SigningIdentity): Promise<Session>
  /** A parent that was issued later than this one. */
  younger(than: Session): Promise<Session | undefined>
  refusals: Refusals
}

/**
 * One STS call; a second and last one, on parents that are younger, where a cached parent may be the reason of a
 * refusal. Nothing is deleted for it: where no code can be had, the old MFA session stays for the roles that still accept it.
 */
export async function retryWithFreshParent(issuing: RetryOptions): Promise<Session> {
  const { key, signer, cached, call, refusals } = issuing
  try {
    return await call(signer)
  } catch (refusal) {
    if (!cached || !isDoubt(refusal)) throw refusal
    if (refusals.read(key) === cached.accessKeyId) throw refusal
    return issueOnYoungerParent(issuing, cached, refusal)
  }
}

async function issueOnYoungerParent(
  { key, profile, call, younger, refusals }: RetryOptions,
  doubted: Session,
  refusal: unknown,
): Promise<Session> {
  const parent = await younger(doubted).catch((error: unknown) => {
    throw isRolecallError(error) && error.code === 'interaction'
      ? withoutNewCode(refusal, error, profile)
      : error
  })
  if (!parent) throw refusal
  try {
    return await call(parent)
  } catch (error) {
    if (isDoubt(error)) refusals.write(key, parent.accessKeyId)
    throw error
  }
}

/** Nobody could be asked. A role that denies may deny for other reasons as well, so that both are told. */
function withoutNewCode(refusal: unknown, noCode: RolecallError, profile: string): unknown {
  if (!isRolecallError(refusal) || refusal.awsCode !== 'AccessDenied') return noCode
  const { code, awsCode, message, hint } = refusal
  const { reason } = noCode
  const advice = `${hint ?? ''}; a younger MFA session: rolecall login --refresh ${shellWord(profile)}`
  return new RolecallError(code, message, {
    awsCode,
    hint: advice,
    cause: refusal,
    ...(reason === undefined ? {} : { reason }),
  })
}

function isDoubt(error: unknown): boolean {
  return isRolecallError(error) && DOUBTS.has(error.awsCode ?? '')
}
