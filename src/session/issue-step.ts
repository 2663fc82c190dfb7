import type { Session, SigningIdentity } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import { DURATION_LIMITS_SECONDS } from '../core/duration.js'
import type { Step } from '../core/plan.js'
import { retryWithCode, type AskCode } from '../mfa/retry.js'

export interface IssueOptions {
  /** One STS call. */
  call(step: Step, signer: SigningIdentity, tokenCode?: string): Promise<Session>
  askCode: AskCode
  /** Says something to the person while work goes on. */
  notify(message: string): void
}

/**
 * Issues one step: with a token code where it has a serial number, again where the code was wrong, and for an hour where
 * AWS finds that the caller's own credentials are a role's.
 */
export async function issueStep(
  step: Step,
  signer: SigningIdentity,
  issuing: IssueOptions,
): Promise<Session> {
  try {
    return await issueWithCode(step, signer, issuing)
  } catch (error) {
    if (
      reasonOf(error) !== 'chaining-limit' ||
      !('shortenIfChained' in step) ||
      !step.shortenIfChained
    ) {
      throw error
    }
    issuing.notify('AWS counts this as role chaining: the session lasts one hour')
    const input = { ...step.input, DurationSeconds: DURATION_LIMITS_SECONDS.chained.max }
    return issueWithCode({ ...step, input }, signer, issuing)
  }
}

function issueWithCode(
  step: Step,
  signer: SigningIdentity,
  issuing: IssueOptions,
): Promise<Session> {
  const serial = 'SerialNumber' in step.input ? step.input.SerialNumber : undefined
  return retryWithCode(serial, issuing.askCode, (code) => issuing.call(step, signer, code))
}

function reasonOf(error: unknown): string | undefined {
  return isRolecallError(error) ? error.reason : undefined
}
