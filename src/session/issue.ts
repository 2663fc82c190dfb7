import type { Session, SigningIdentity } from '../core/credentials.js'
import { DURATION_LIMITS_SECONDS } from '../core/time/duration.js'
import { isRolecallError } from '../core/errors.js'
import type { Step, StsStep } from '../core/step.js'
import { recorded } from '../history/record.js'
import { retryWithCode } from '../mfa/retry.js'
import type { ObtainRequest, RunContext } from './context.js'
import { factsOfStep, issuedSession } from './history-facts.js'
import { codesFor } from './step-code.js'
import { stsCall } from './sts-call.js'

/**
 * Gets a new session for one step, with every prompt that it needs. Modules that prompt are loaded
 * on demand, because most steps need none.
 * @param left reads the milliseconds that one prompt may take
 * @param reason why a new session is needed although one is cached, for the prompt
 * @throws RolecallError
 */
export async function issueSession(
  step: Step,
  signer: SigningIdentity,
  request: ObtainRequest,
  run: RunContext,
  left: () => number,
  reason?: string,
): Promise<Session> {
  const { plan } = request
  const record = (issue: () => Promise<Session>): Promise<Session> =>
    recorded(
      run.record,
      factsOfStep(plan, step, step, signer),
      () => run.busy(issue()),
      issuedSession,
    )
  if (step.operation === 'CreateSession') {
    const { createSession } = await import('../signin/roles-anywhere/create-session.js')
    return record(() => createSession(step, signer, { ...plan, host: run.host }))
  }
  if (step.operation === 'GetCredentialsForIdentity') {
    const { poolCredentials } = await import('../signin/cognito/pool-credentials.js')
    return record(() => poolCredentials(step, signer, plan, run.host))
  }
  if ('login' in signer) {
    const { poolToken } = await import('../signin/cognito/pool-credentials.js')
    const token = await run.busy(poolToken(signer, plan, run.host))
    return issueSession(step, token, request, run, left, reason)
  }
  const call = stsCall(step, request, run)
  if (step.operation === 'AssumeRoleWithSAML' && 'samlAssertion' in signer) {
    const { callWithAssertion } = await import('./saml-step.js')
    const { askRole } = await import('../signin/saml/ask-role.js')
    const pick = request.audience === 'person' ? run.pickRole : undefined
    return callWithAssertion(step, signer, {
      notify: run.notify,
      call: (completed) => call(completed, signer),
      choose: (roles) => askRole(roles, run.host, request.mayPrompt, pick),
    })
  }
  const getCode = codesFor(step, request, run, left, reason)
  const callWithCode = (completed: StsStep): Promise<Session> =>
    retryWithCode(serialOf(completed), getCode, (code) => call(completed, signer, code))
  try {
    return await callWithCode(step)
  } catch (error) {
    if (!isChainingLimit(error) || !('shortenIfChained' in step) || !step.shortenIfChained) {
      throw error
    }
    run.notify('session limited to 1 h: AWS counts this as role chaining')
    return callWithCode({
      ...step,
      input: { ...step.input, DurationSeconds: DURATION_LIMITS_SECONDS.chained.max },
    })
  }
}

function serialOf({ input }: Step): string | undefined {
  return 'SerialNumber' in input ? input.SerialNumber : undefined
}

function isChainingLimit(error: unknown): boolean {
  return isRolecallError(error) && error.reason === 'chaining-limit'
}
