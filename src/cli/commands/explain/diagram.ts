import { serviceUrl } from '../../../core/arn.js'
import { describeRoleArn } from '../../../core/describe-role.js'
import { humanDuration } from '../../../core/time/duration.js'
import type { Plan } from '../../../core/plan.js'
import { isStsStep, type AssumeRoleInput, type Step } from '../../../core/step.js'
import { printable } from '../../../core/printable.js'
import { traitsOf } from '../../../sources/kinds.js'
import { codeSupplier, mfaSerialOf, type StepState } from '../../carry-out/cache-state.js'
import { wrap } from '../../ui/wrap.js'
import { sourceEndpoint } from './source-endpoint.js'

/**
 * Draws a plan, from its source down to the credentials.
 * @param states one for each step, in the plan's order
 * @param hasSeed whether the seed of an MFA device is stored
 * @param width columns of a line; longer ones are wrapped next to the trunk
 */
export function drawPlan(
  plan: Plan,
  states: readonly StepState[],
  hasSeed: (serial: string) => boolean,
  width: number = Infinity,
): string {
  const trunk = plan.steps.length > 0 ? '│ ' : '  '
  const lines = [wrap(`● ${printable(traitsOf(plan.source).description)}`, width, trunk)]
  plan.steps.forEach((step, index) => {
    const what = wrap(`├─ ${printable(describeStep(step))}`, width, '│    ')
    lines.push('│', what, `│  ${describeState(step, states[index], plan, hasSeed)}`)
  })
  const region = plan.region === undefined ? '' : `, region ${plan.region}`
  lines.push('▼', wrap(`● ${printable(`credentials for ${plan.profile}${region}`)}`, width))
  const origin = sourceEndpoint(plan.source)
  if (origin) lines.push(wrap(printable(`${origin.name}: ${origin.url}`), width))
  const endpoint = endpointOf(plan)
  if (endpoint !== undefined) lines.push(wrap(printable(`STS endpoint: ${endpoint}`), width))
  for (const line of limitsOf(plan)) lines.push(wrap(printable(line), width))
  for (const note of plan.notes) lines.push(wrap(`note: ${printable(note)}`, width))
  return `${lines.join('\n')}\n`
}

/** What the session is limited to, and who has to agree. */
function limitsOf({ scope, agent, confirm }: Plan): string[] {
  const why = agent ? ` (${agent.name} is an AI agent)` : ''
  return [
    ...(scope ? [`limited to: ${scope.text}${why}`] : []),
    ...(confirm ? [`you have to allow it first${why}`] : []),
  ]
}

/** The URL that STS is called at; undefined if the plan makes no call. */
export function endpointOf({ steps, target }: Plan): string | undefined {
  if (!steps.some(isStsStep)) return undefined
  return target.endpoint ?? serviceUrl('sts', target.region, target)
}

function describeStep(step: Step): string {
  if (step.operation === 'GetCredentialsForIdentity') {
    const { RoleArn } = step.input
    return `GetCredentialsForIdentity, ${describeRoleArn(RoleArn) ?? RoleArn ?? 'the role of the pool'}, 1 h`
  }
  const seconds = step.input.DurationSeconds
  const time = seconds === undefined ? 'as long as the provider allows' : humanDuration(seconds)
  const serial = mfaSerialOf(step)
  const mfa = serial ? `, MFA ${serial}` : ''
  if (step.operation === 'GetSessionToken') return `GetSessionToken, ${time}${mfa}`
  if (step.operation === 'GetFederationToken') return `GetFederationToken, ${time}, session policy`
  const { RoleArn: arn = 'the role that you choose' } = step.input
  const name = describeRoleArn(arn) ?? arn
  return `${step.operation} ${name}, ${time}${mfa}${describeExtras(step.input)}`
}

function describeExtras(input: Partial<AssumeRoleInput>): string {
  const { ExternalId, Policy, PolicyArns, Tags, SourceIdentity } = input
  return [
    ExternalId === undefined ? '' : ', external ID',
    Policy === undefined && !PolicyArns?.length ? '' : ', session policy',
    Tags?.length ? `, tags ${Tags.map(({ Key }) => Key).join(' ')}` : '',
    SourceIdentity === undefined ? '' : `, source identity ${SourceIdentity}`,
  ].join('')
}

function describeState(
  step: Step,
  state: StepState | undefined,
  plan: Plan,
  hasSeed: (serial: string) => boolean,
): string {
  if (state?.secondsLeft !== undefined) return `cached, ${humanDuration(state.secondsLeft)} left`
  const serial = mfaSerialOf(step)
  if (step.operation === 'CreateSession') return 'not cached: one call of IAM Roles Anywhere'
  if (step.operation === 'GetCredentialsForIdentity') return 'not cached: calls of Amazon Cognito'
  if (serial === undefined) return 'not cached: one STS call'
  const supplier = codeSupplier(plan, hasSeed(serial))
  return `not cached: ${supplier === undefined ? 'prompts for an MFA code' : `${supplier} supplies the code`}`
}
