import type { Session, Signer } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import { LIMITS } from '../core/duration.js'
import type { Step } from '../core/plan.js'

/** A code may be mistyped twice; AWS slows down callers that guess. */
const ATTEMPTS = 3

export interface Issuing {
  /** One STS call. */
  call(step: Step, signer: Signer, tokenCode?: string): Promise<Session>
  /**
   * Asks for a token code.
   * @param previous what AWS said of the code before, for a person to read
   * @returns six digits
   */
  askCode(serial: string, attempt: number, previous: string | undefined): Promise<string>
  /** Says something to the person while work goes on. */
  say(message: string): void
}

/**
 * Issues one step: with a token code where it has a serial number, again where the code was wrong, and for an hour where
 * AWS finds that the caller's own credentials are a role's.
 */
export async function issueStep(step: Step, signer: Signer, issuing: Issuing): Promise<Session> {
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
    issuing.say('AWS counts this as role chaining: the session lasts one hour')
    const input = { ...step.input, DurationSeconds: LIMITS.chained.max }
    return issueWithCode({ ...step, input }, signer, issuing)
  }
}

async function issueWithCode(step: Step, signer: Signer, issuing: Issuing): Promise<Session> {
  const serial = 'SerialNumber' in step.input ? step.input.SerialNumber : undefined
  if (serial === undefined) return issuing.call(step, signer)
  let previous: string | undefined
  for (let attempt = 1; ; attempt++) {
    const code = await issuing.askCode(serial, attempt, previous)
    try {
      return await issuing.call(step, signer, code)
    } catch (error) {
      if (reasonOf(error) !== 'wrong-code' || attempt === ATTEMPTS) throw error
      previous = 'AWS did not accept that code; wait for the next one'
    }
  }
}

function reasonOf(error: unknown): string | undefined {
  return isRolecallError(error) ? error.reason : undefined
}
