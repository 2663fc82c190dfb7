import { startDeadline } from '../core/time/deadline.js'
import { describeRequest } from '../core/describe-role.js'
import type { Step } from '../core/step.js'
import type { CodeRequest } from '../mfa/code-request.js'
import type { GetCode } from '../mfa/retry.js'
import { readSeed } from '../secrets/seeds.js'
import { backgroundPromptError, type ObtainRequest, type RunContext } from './context.js'
import { loadSts } from './sts-call.js'

/**
 * How the codes for a step are obtained, from the user or from what replaces the user.
 * @param left reads the milliseconds that one prompt may take
 * @param reason why a new session is needed although one is cached, for the prompt
 */
export function codesFor(
  step: Step,
  request: ObtainRequest,
  run: RunContext,
  left: () => number,
  reason: string | undefined,
): GetCode {
  const login = isKept(step, request) ? request.login : undefined
  return (serial, attempt, refusal, clockOffsetMs) =>
    codeFor(request, run, left, { serial, attempt, refusal, clockOffsetMs, reason, login })
}

async function codeFor(
  { plan, audience, mayPrompt, mfaCode }: ObtainRequest,
  { host, monotonicMs, cache }: RunContext,
  left: () => number,
  attempt: Pick<
    CodeRequest,
    'serial' | 'attempt' | 'refusal' | 'clockOffsetMs' | 'reason' | 'login'
  >,
): Promise<string> {
  if (audience === 'background') throw backgroundPromptError()
  const { getTokenCode } = await import('../mfa/code.js')
  const { mfaProcess, mfaProgram, mfaSeed } = plan
  const purpose = describeRequest(plan)
  const code = getTokenCode({
    request: { ...attempt, purpose, mfaProcess, mfaProgram, mfaSeed, given: mfaCode },
    host,
    mayPrompt,
    left: startDeadline(left(), monotonicMs),
    seeds: (serial) => readSeed(serial, { host, storeNamed: cache.storeNamed }),
  })
  // If this fails, the call itself reports the error.
  loadSts().catch(() => undefined)
  return code
}

/** Whether the same request later finds this step's session in the cache. */
function isKept(step: Step, { plan, options }: ObtainRequest): boolean {
  if (options.noCache) return false
  const isReissued = options.refresh === 'all' || (options.refresh && step === plan.steps.at(-1))
  return !isReissued
}
