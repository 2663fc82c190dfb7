import type { AwsFiles } from '../../../aws-files/aws-files.js'
import { jsonText } from '../../../core/json.js'
import type { Plan } from '../../../core/plan.js'
import { settingsWithoutVariable } from '../../../emit/sdk-settings.js'
import { traitsOf } from '../../../sources/kinds.js'
import { isSignedIn } from '../../../secrets/sign-ins.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import type { Run } from '../../command-types.js'
import { namedProfile } from '../../parse-options.js'
import type { CommandContext } from '../../context.js'
import { mendCommand, processFaults } from '../../process-fault.js'
import { drawPlan } from './diagram.js'
import { asksForCode, stepStates, type StepState } from '../../cache-state.js'
import { lineWidth } from '../../ui/wrap.js'
import type { explainSpec } from './spec.js'

export const run: Run<typeof explainSpec> = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const plan = withSdkFault(withSettingsNote(context.plan(profile), context.files()), context)
  const states = stepStates(plan, await sessionsInReach(context), context.host.now())
  const needsCode = asksForCode(plan, states)
  const needsSignIn = needsSignInFor(plan, states, context)
  if (options.json) {
    const steps = plan.steps.map((step, index) => ({ ...step, ...states[index] }))
    context.print(
      `${jsonText({ ...plan, steps, asksForCode: needsCode, asksForSignIn: needsSignIn })}\n`,
    )
    return 0
  }
  const verdict = needsCode
    ? 'rolecall would prompt for an MFA code.'
    : needsSignIn
      ? 'rolecall would ask you to sign in.'
      : 'rolecall would not prompt.'
  context.print(`${drawPlan(plan, states, lineWidth(context.host.streams.stdout))}\n${verdict}\n`)
  return 0
}

/** Notes that no SDK can use the profile, although rolecall can. */
function withSdkFault(plan: Plan, { host, files }: CommandContext): Plan {
  const fault = processFaults(host)(files(), plan.profile)
  if (fault === undefined) return plan
  const note = `SDKs cannot use ${plan.profile}: ${fault}; to mend it: ${mendCommand(plan.profile)}`
  return { ...plan, notes: [...plan.notes, note] }
}

/** Adds a note about settings that a program would lose with the profile's name. */
function withSettingsNote(plan: Plan, files: AwsFiles): Plan {
  const [name] = plan.chain
  const keys = name === undefined ? [] : settingsWithoutVariable(name, files)
  if (name === undefined || keys.length === 0) return plan
  const note = `env, exec and use by value do not pass on what has no variable: ${keys.join(', ')} of profile ${name}`
  return { ...plan, notes: [...plan.notes, note] }
}

/** Cached sessions that the next command can read. Errors of the other stores are printed. */
async function sessionsInReach({ cache, printError }: CommandContext): Promise<IndexEntry[]> {
  const { entries, failures } = await cache().inReach()
  failures.forEach(printError)
  return entries
}

function needsSignInFor(
  { source }: Plan,
  states: readonly StepState[],
  { host }: CommandContext,
): boolean {
  if (states.some((state) => state.secondsLeft !== undefined)) return false
  const { signIn } = traitsOf(source)
  if (!signIn?.promptsUser) return false
  return signIn.client === undefined || !isSignedIn(signIn.client, host)
}
