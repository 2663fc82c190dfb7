import type { Session, SigningIdentity } from '../core/credentials.js'
import type { Plan, Step } from '../core/plan.js'
import { quietSdk } from '../system/host.js'
import { backgroundError, type RunContext } from './context.js'
import { issueStep } from './issue-step.js'
import { callContext } from './network.js'
import { describeRequest } from '../core/describe-role.js'

/**
 * One step, with whatever a person has to be asked for it. What asks is loaded only then: most calls ask nobody.
 * @param left milliseconds until the caller must have its answer
 * @throws RolecallError
 */
export async function issueAtSts(
  plan: Plan,
  step: Step,
  signer: SigningIdentity,
  left: () => number,
  circumstances: RunContext,
): Promise<Session> {
  const { host, code, mayPrompt, notify, busy, audience, pickRole } = circumstances
  quietSdk()
  const operations = () => import('../sts/issue.js')
  const context = callContext(plan, host)
  const call = (asked: Step, credentials: SigningIdentity, tokenCode?: string): Promise<Session> =>
    busy(operations().then(({ callSts }) => callSts(asked, credentials, tokenCode, context)))
  if (step.operation === 'AssumeRoleWithSAML' && 'samlAssertion' in signer) {
    const { issueSamlStep } = await import('./issue-saml.js')
    const { askRole } = await import('../signin/saml/ask-role.js')
    return issueSamlStep(step, signer, {
      notify,
      call: (whole) => call(whole, signer),
      choose: (roles) =>
        askRole(roles, host, mayPrompt, audience === 'person' ? pickRole : undefined),
    })
  }
  return issueStep(step, signer, {
    notify,
    call,
    async askCode(serial, attempt, previous) {
      if (audience === 'background') throw backgroundError()
      const { askTokenCode } = await import('../mfa/code.js')
      const { profile, mfaProcess } = plan
      const request = { serial, wants: describeRequest(plan), profile, mfaProcess, given: code }
      const limit = { mayPrompt, limitMs: left() }
      const asked = askTokenCode({ ...request, attempt, previous }, host, limit)
      // Loaded while the person types; if that fails, the call says so.
      operations().catch(() => undefined)
      return asked
    },
  })
}
