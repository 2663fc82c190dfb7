import { readProfile } from '../aws-files/profile.js'
import { isArn } from '../core/arn.js'
import { RolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import type { StsTarget } from '../core/step.js'
import { load, namedByEnvironment } from '../plan/chain/base-profile.js'
import { caBundleOf, originOfRegion, resolveTarget } from '../plan/sts-endpoint.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import { traitsOf } from '../sources/kinds.js'
import { cliName } from './api/members.js'
import type { StsOperation } from './api/operation.js'

/**
 * The part of a profile's plan that gives the credentials for signing an operation. A session of
 * GetSessionToken never signs, because it can call only AssumeRole and GetCallerIdentity. A token
 * cannot sign, so the role that it was exchanged for does.
 * @throws RolecallError 'config' if the operation requires a long-term key and the profile has none
 */
export function signingPlan({ api, signer }: StsOperation, plan: Plan): Plan {
  const { ability } = traitsOf(plan.source)
  if (signer === 'long-term' && (ability === 'session' || ability === 'token')) {
    throw new RolecallError(
      'config',
      `${api} needs a long-term access key, but ${plan.profile} has temporary credentials`,
      { hint: 'name the profile of an IAM user with --profile' },
    )
  }
  const hasOwnRole = plan.steps.at(-1)?.operation !== 'GetSessionToken'
  if (signer === 'session' && hasOwnRole) return plan
  const steps = ability === 'token' ? plan.steps.slice(0, 1) : []
  if (plan.scope && steps.length < plan.steps.length) {
    throw new RolecallError(
      'config',
      `${plan.profile} is limited to ${plan.scope.text}, and ${api} would be signed without the limit`,
      { hint: 'name another profile with --profile' },
    )
  }
  return { ...plan, steps, notes: [] }
}

/**
 * The endpoint of an unsigned operation. No profile is needed: one from the flag or the environment
 * only selects region, endpoint and CA bundle.
 * @param arn selects the partition
 */
export function unsignedTarget(
  request: { profile?: string | undefined; region?: string | undefined },
  arn: string | undefined,
  inputs: ConfigInputs,
): Pick<Plan, 'target' | 'caBundle' | 'regionFrom'> {
  const name = namedByEnvironment(inputs, (each) => !isArn(each)) ?? 'default'
  const profile = request.profile
    ? load(request.profile, [], inputs)
    : readProfile(inputs.files, name)
  const chain = profile ? [profile] : []
  const caBundle = caBundleOf(chain, inputs.env)
  const target = resolveTarget(request.region, arn, { chain, settings: profile }, inputs)
  return {
    target,
    ...originOfRegion(target.region, request.region, chain, inputs),
    ...(caBundle ? { caBundle } : {}),
  }
}

/** The endpoint that belongs to no region. */
const GLOBAL_HOST = 'sts.amazonaws.com'

/**
 * @throws RolecallError 'config' if the target is the global endpoint, which does not support the
 * operation
 */
export function refuseGlobalEndpoint({ api, regionalOnly }: StsOperation, target: StsTarget): void {
  const { region, endpoint } = target
  const isGlobal = endpoint ? new URL(endpoint).host === GLOBAL_HOST : region === 'aws-global'
  if (!regionalOnly || !isGlobal) return
  throw new RolecallError('config', `the global STS endpoint does not support ${cliName(api)}`, {
    hint: 'choose a region with --region; if AWS_ENDPOINT_URL_STS is the global endpoint, unset it',
  })
}
