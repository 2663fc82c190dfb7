import type { SigningIdentity } from '../core/credentials.js'
import type { Plan } from '../core/plan.js'
import type { Step } from '../core/step.js'
import type { Source } from '../core/source.js'

/**
 * A note if another tool's command has printed a long-term access key, and the profile does not
 * declare that. rolecall cannot know it before it runs the command, so that the plan has no
 * GetSessionToken: each role needs a code of its own, or the key itself is passed on.
 * @param step the one that the key signs; undefined if the key itself is the result
 */
export function undeclaredKeyNote(
  source: Source,
  answer: SigningIdentity,
  step: Step | undefined,
  { steps }: Pick<Plan, 'steps'>,
): string | undefined {
  if (source.kind !== 'process' || source.longTerm) return undefined
  if (!('accessKeyId' in answer) || answer.sessionToken !== undefined) return undefined
  if (step !== undefined && (step !== steps[0] || !('SerialNumber' in step.input))) return undefined
  const { profile } = source
  const what = `the credential_process of profile ${profile} printed a long-term access key`
  const line = `rolecall_long_term_keys = true in profile ${profile}`
  return step === undefined
    ? `${what}, which is passed on as it is: with ${line}, rolecall returns a session instead`
    : `${what}: with ${line}, one MFA code covers every role`
}
