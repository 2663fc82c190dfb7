import type { Credentials } from '../../../core/credentials.js'
import type { StsTarget } from '../../../core/step.js'
import { callerIdentity, type CallerIdentity } from '../../../sts/call-sts.js'
import { callContext, type CallContext } from '../../../sts/context.js'
import { silenceSdkWarning } from '../../../system/host.js'
import type { CommandContext } from '../../context.js'
import { iamTarget } from '../../iam-target.js'
import { targetOf } from '../../target-of.js'

/** Credentials for calls to IAM, and whose they are. */
export interface IamSigner {
  profile: string
  /** Where IAM is called. */
  target: StsTarget
  signer: Credentials
  context: CallContext
  identity: CallerIdentity
}

/**
 * Gets the credentials of a profile for calls to IAM. A user without an MFA device signs with the
 * access key itself, because IAM refuses a user's session without MFA.
 */
export async function iamSigner(
  profile: string | undefined,
  context: CommandContext,
): Promise<IamSigner> {
  const usual = context.planFor({ profile })
  const last = usual.steps.at(-1)
  const isRefused = last?.operation === 'GetSessionToken' && !('SerialNumber' in last.input)
  const plan = isRefused ? context.planFor({ profile, noSession: true }) : usual
  const signer = await context.credentials(plan)
  silenceSdkWarning()
  const how = callContext(plan, context.host)
  const sts = targetOf(plan, signer)
  const identity = await context.busy(callerIdentity(sts, signer, how))
  const target = iamTarget(plan.profile, sts.region, context)
  return { profile: plan.profile, target, signer, context: how, identity }
}
