import { isRolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { traitsOf } from '../../../sources/kinds.js'
import { isSignedIn } from '../../../secrets/sign-ins.js'
import type { IndexEntry } from '../../../secrets/session-index.js'
import type { Run } from '../../command.js'
import { namedProfile } from '../../options.js'
import type { CommandContext } from '../../context.js'
import { asksForCode, drawPlan, type StepState } from './diagram.js'
import { stepStates } from '../../cache-state.js'
import { lineWidth } from '../../ui/wrap.js'

export const run: Run = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const plan = context.plan(profile)
  const states = stepStates(plan, await sessionsInReach(context), context.host.now())
  const asks = asksForCode(plan, states)
  const signsIn = asksForSignIn(plan, states, context)
  if (options['json'] === true) {
    const steps = plan.steps.map((step, index) => ({ ...step, ...states[index] }))
    context.print(
      `${JSON.stringify({ ...plan, steps, asksForCode: asks, asksForSignIn: signsIn })}\n`,
    )
    return 0
  }
  const verdict = asks
    ? 'An MFA code would be asked for.'
    : signsIn
      ? 'A sign-in would be asked for.'
      : 'Nothing would be asked.'
  context.print(`${drawPlan(plan, states, lineWidth(context.host.streams.stdout))}\n${verdict}\n`)
  return 0
}

/**
 * What another store has, as one whose key is missing here, is of no use to the next command. A store that was asked for and
 * cannot be opened is complained of, and the plan is shown all the same.
 */
async function sessionsInReach({ cache, printError }: CommandContext): Promise<IndexEntry[]> {
  const sessions = cache().list()
  if (sessions.length === 0) return []
  try {
    const inUse = await cache().secrets()
    return sessions.filter(({ store }) => store === inUse?.name)
  } catch (error) {
    if (!isRolecallError(error) || error.code !== 'keychain') throw error
    printError(error)
    return []
  }
}

function asksForSignIn(
  { source }: Plan,
  states: readonly StepState[],
  { host }: CommandContext,
): boolean {
  if (states.some((state) => state.secondsLeft !== undefined)) return false
  const { signIn } = traitsOf(source)
  if (!signIn?.promptsUser) return false
  return signIn.client === undefined || !isSignedIn(signIn.client, host)
}
