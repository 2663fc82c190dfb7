import { parseRoleArn } from '../../../core/arn.js'
import { humanDuration } from '../../../core/duration.js'
import type { AssumeRoleInput, Plan, Step } from '../../../core/plan.js'
import { printable } from '../../../core/printable.js'
import { traitsOf } from '../../../sources/kinds.js'
import { wrap } from '../../ui/wrap.js'

/** What the cache says of one step, without asking anybody. */
export interface StepState {
  /** Seconds left of a session that would be used; undefined where the step would be issued. */
  secondsLeft?: number
}

/**
 * A plan drawn from its source down to what is handed out.
 * @param states one a step, in the plan's order
 * @param width columns that a line may take; what does not fit goes on in the next, beside the trunk
 */
export function drawPlan(
  plan: Plan,
  states: readonly StepState[],
  width: number = Infinity,
): string {
  const trunk = plan.steps.length > 0 ? '│ ' : '  '
  const lines = [wrap(`● ${printable(traitsOf(plan.source).description)}`, width, trunk)]
  plan.steps.forEach((step, index) => {
    const what = wrap(`├─ ${printable(describeStep(step))}`, width, '│    ')
    lines.push('│', what, `│  ${describeState(step, states[index], plan)}`)
  })
  const region = plan.region === undefined ? '' : `, region ${plan.region}`
  lines.push('▼', wrap(`● ${printable(`credentials for ${plan.profile}${region}`)}`, width))
  for (const note of plan.notes) lines.push(wrap(`note: ${printable(note)}`, width))
  return `${lines.join('\n')}\n`
}

/** Whether carrying out the plan would ask a person for a token code. */
export function asksForCode(plan: Plan, states: readonly StepState[]): boolean {
  const lastCached = states.findLastIndex((state) => state.secondsLeft !== undefined)
  return plan.mfaProcess === undefined && plan.steps.slice(lastCached + 1).some(serialOf)
}

function describeStep(step: Step): string {
  const seconds = step.input.DurationSeconds
  const time = seconds === undefined ? 'as long as the provider says' : humanDuration(seconds)
  const serial = serialOf(step)
  const mfa = serial ? `, MFA ${serial}` : ''
  if (step.operation === 'GetSessionToken') return `GetSessionToken, ${time}${mfa}`
  const { RoleArn: arn = 'the role that is chosen' } = step.input
  const role = parseRoleArn(arn)
  const name = role ? `${role.role} in ${role.account}` : arn
  return `${step.operation} ${name}, ${time}${mfa}${describeExtras(step.input)}`
}

function describeExtras(input: Partial<AssumeRoleInput>): string {
  const { ExternalId, Policy, PolicyArns, Tags, SourceIdentity } = input
  return [
    ExternalId === undefined ? '' : ', external id',
    Policy === undefined && !PolicyArns?.length ? '' : ', session policy',
    Tags?.length ? `, tags ${Tags.map(({ Key }) => Key).join(' ')}` : '',
    SourceIdentity === undefined ? '' : `, source identity ${SourceIdentity}`,
  ].join('')
}

function describeState(step: Step, state: StepState | undefined, { mfaProcess }: Plan): string {
  if (state?.secondsLeft !== undefined) return `cached, ${humanDuration(state.secondsLeft)} left`
  if (!serialOf(step)) return 'not cached: one call'
  return `not cached: ${mfaProcess === undefined ? 'asks for a code' : 'mfa_process gives the code'}`
}

function serialOf(step: Step): string | undefined {
  return 'SerialNumber' in step.input ? step.input.SerialNumber : undefined
}
