import type { StsAnswer } from '../../../sts/raw-call.js'
import type { StsInput } from '../../../sts/api/input.js'
import type { StsOperation } from '../../../sts/api/operation.js'
import {
  refuseGlobalEndpoint,
  signingPlan,
  unsignedDestination,
} from '../../../plan/raw-call-signing.js'
import { callDirectly } from '../../../session/raw-call.js'
import { environmentPlan } from '../../environment-plan.js'
import type { CommandContext } from '../../context.js'
import type { OptionValues } from '../../spec.js'
import type { SIGNER_OPTIONS } from './spec.js'

export interface CallResult {
  answer: StsAnswer
  /** The profile that signed; empty for an unsigned call. */
  profile: string
  region: string
}

/** Calls one operation for the profile in the options or, without one, for the environment. */
export async function callForProfile(
  operation: StsOperation,
  params: StsInput,
  { profile, region }: OptionValues<(typeof SIGNER_OPTIONS)[number]>,
  context: CommandContext,
): Promise<CallResult> {
  const { host } = context
  const request = { profile, region }
  const prompting = { input: context.mayPrompt }
  if (operation.signer === 'nobody') {
    const arn = typeof params['RoleArn'] === 'string' ? params['RoleArn'] : undefined
    const inputs = { files: context.files(), env: host.env }
    const destination = unsignedDestination(request, arn, inputs)
    const plan = { profile: '' }
    const call = { operation, input: params, destination, signer: undefined, plan }
    const answer = await callDirectly(call, host, prompting)
    return { answer, profile: '', region: destination.target.region }
  }
  const requested = context.planFor(request)
  const named = profile === undefined ? environmentPlan(requested, host.env) : requested
  const plan = signingPlan(operation, named)
  refuseGlobalEndpoint(operation, plan.target)
  const signer = await context.credentials(plan)
  const call = { operation, input: params, destination: plan, signer, plan }
  const answer = await callDirectly(call, host, prompting)
  return { answer, profile: plan.profile, region: plan.target.region }
}
