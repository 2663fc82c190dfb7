import { cacheKeys } from '../../core/cache-key.js'
import { isFresh, LEAF_MARGIN, PARENT_MARGIN, secondsLeft } from '../../core/freshness.js'
import type { Plan } from '../../core/plan.js'
import { isSignedIn } from '../../session/sign-in-secrets.js'
import type { Run } from '../command.js'
import type { Deps } from '../deps.js'
import { asksForCode, drawPlan, type StepState } from '../plan-picture.js'

export const run: Run = async ({ words, options }, deps) => {
  const [profile] = words as [string | undefined]
  const plan = deps.plan(profile)
  const states = stepStates(plan, deps)
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
  const cached = states.some((state) => state.secondsLeft !== undefined)
  return source.kind === 'oidc' && !cached && !isSignedIn(source, host)
}

/** From the side files alone: explaining opens no keychain. */
function stepStates(plan: Plan, deps: Deps): StepState[] {
  const sides = new Map(
    deps
      .cache()
      .list()
      .map((side) => [side.key, side]),
  )
  const now = deps.host.now()
  return cacheKeys(plan).map((key, index) => {
    const side = sides.get(key)
    const margin = index === plan.steps.length - 1 ? LEAF_MARGIN : PARENT_MARGIN
    return side && isFresh(side, now, margin) ? { secondsLeft: secondsLeft(side, now) } : {}
  })
}
