import type { Run } from '../command.js'
import { asksForCode, drawPlan } from '../plan-picture.js'
import { stepStates } from '../step-states.js'

export const run: Run = async ({ words, options }, deps) => {
  const [profile] = words as [string | undefined]
  const plan = deps.plan(profile)
  const states = stepStates(plan, deps.cache().list(), deps.host.now())
  const asks = asksForCode(plan, states)
  if (options['json'] === true) {
    const steps = plan.steps.map((step, index) => ({ ...step, ...states[index] }))
    deps.out(`${JSON.stringify({ ...plan, steps, asksForCode: asks })}\n`)
    return 0
  }
  const verdict = asks ? 'An MFA code would be asked for.' : 'Nothing would be asked.'
  deps.out(`${drawPlan(plan, states)}\n${verdict}\n`)
  return 0
}
