import type { Plan } from '../../core/plan.js'
import { isSignedIn } from '../../session/sign-in-secrets.js'
import type { Run } from '../command.js'
import { namedProfile } from '../options.js'
import type { Deps } from '../deps.js'
import { asksForCode, drawPlan, type StepState } from '../plan-picture.js'
import { stepStates } from '../step-states.js'

export const run: Run = async ({ words, options }, deps) => {
  const profile = namedProfile(words, options)
  const plan = deps.plan(profile)
  const states = stepStates(plan, deps.cache().list(), deps.host.now())
  const asks = asksForCode(plan, states)
  const signsIn = asksForSignIn(plan, states, deps)
  if (options['json'] === true) {
    const steps = plan.steps.map((step, index) => ({ ...step, ...states[index] }))
    deps.out(`${JSON.stringify({ ...plan, steps, asksForCode: asks, asksForSignIn: signsIn })}\n`)
    return 0
  }
  const verdict = asks
    ? 'An MFA code would be asked for.'
    : signsIn
      ? 'A sign-in would be asked for.'
      : 'Nothing would be asked.'
  deps.out(`${drawPlan(plan, states)}\n${verdict}\n`)
  return 0
}

function asksForSignIn({ source }: Plan, states: readonly StepState[], { host }: Deps): boolean {
  if (states.some((state) => state.secondsLeft !== undefined)) return false
  if (source.kind === 'saml') return source.url !== undefined
  return source.kind === 'oidc' && !isSignedIn(source, host)
}
