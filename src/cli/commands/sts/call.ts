import type { StsAnswer } from '../../../sts/raw-call.js'
import type { StsInput } from '../../../sts/api/input.js'
import type { StsOperation } from '../../../sts/api/operation.js'
import { refuseGlobalEndpoint, signingPlan, unsignedTarget } from '../../../sts/signing.js'
import { callDirectly } from '../../../session/raw-call.js'
import { environmentPlan } from '../../environment-plan.js'
import type { Options } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { text } from '../../options.js'

export interface Answered {
  answer: StsAnswer
  /** The profile that signed; empty where nobody did. */
  profile: string
  region: string
}

/** Carries out one operation for the profile that the flags name, or for whoever this shell is. */
export async function askDirectly(
  operation: StsOperation,
  input: StsInput,
  options: Options,
  context: CommandContext,
): Promise<Answered> {
  const { host } = context
  const request = { profile: text(options, 'profile'), region: text(options, 'region') }
  const mayAsk = { input: options['input'] !== false }
  if (operation.signer === 'nobody') {
    const arn = typeof input['RoleArn'] === 'string' ? input['RoleArn'] : undefined
    const inputs = { files: context.files(), env: host.env, userName: host.userName() }
    const destination = unsignedTarget(request, arn, inputs)
    const plan = { profile: '' }
    const call = { operation, input, destination, signer: undefined, plan }
    const answer = await callDirectly(call, host, mayAsk)
    return { answer, profile: '', region: destination.target.region }
  }
  const asked = context.planFor(request)
  const named = request.profile === undefined ? environmentPlan(asked, host.env) : asked
  const plan = signingPlan(operation, named)
  refuseGlobalEndpoint(operation, plan.target)
  const signer = await context.credentials(plan)
  const call = { operation, input, destination: plan, signer, plan }
  const answer = await callDirectly(call, host, mayAsk)
  return { answer, profile: plan.profile, region: plan.target.region }
}
