import { isRolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { isSignedIn } from '../../../secrets/sign-ins.js'
import type { SideFile } from '../../../secrets/session-index.js'
import type { Run } from '../../command.js'
import { namedProfile } from '../../options.js'
import type { Deps } from '../../context.js'
import { asksForCode, drawPlan, type StepState } from './diagram.js'
import { stepStates } from '../../cache-state.js'
import { lineWidth } from '../../ui/wrap.js'

export const run: Run = async ({ words, options }, deps) => {
  const profile = namedProfile(words, options)
  const plan = deps.plan(profile)
  const states = stepStates(plan, await sessionsInReach(deps), deps.host.now())
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
  deps.out(`${drawPlan(plan, states, lineWidth(deps.host.streams.stdout))}\n${verdict}\n`)
  return 0
}

/**
 * What another store has, as one whose key is missing here, is of no use to the next command. A store that was asked for and
 * cannot be opened is complained of, and the plan is shown all the same.
 */
async function sessionsInReach({ cache, complain }: Deps): Promise<SideFile[]> {
  const sessions = cache().list()
  if (sessions.length === 0) return []
  try {
    const inUse = await cache().secrets()
    return sessions.filter(({ store }) => store === inUse?.name)
  } catch (error) {
    if (!isRolecallError(error) || error.code !== 'keychain') throw error
    complain(error)
    return []
  }
}

function asksForSignIn({ source }: Plan, states: readonly StepState[], { host }: Deps): boolean {
  if (states.some((state) => state.secondsLeft !== undefined)) return false
  if (source.kind === 'saml') return source.url !== undefined
  return source.kind === 'oidc' && !isSignedIn(source, host)
}
