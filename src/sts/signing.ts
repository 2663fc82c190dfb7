import { RolecallError } from '../core/errors.js'
import type { Plan, StsTarget } from '../core/plan.js'
import { parseRoleArn } from '../core/arn.js'
import { load, namedByEnvironment } from '../plan/base-profile.js'
import { readProfile } from '../aws-files/profile.js'
import { abilityOf } from '../plan/source-abilities.js'
import type { ConfigInputs } from '../sources/parse.js'
import { caBundleOf, resolveTarget } from '../plan/sts-endpoint.js'
import { cliName } from './api/members.js'
import type { StsOperation } from './api/operation.js'

/** Where a call goes, and what is trusted there. */
export type Destination = Pick<Plan, 'target' | 'caBundle'>

/**
 * The part of a profile's plan that gives the credentials to sign an operation with. A session of GetSessionToken never signs:
 * STS lets it call AssumeRole and GetCallerIdentity and nothing else. A token cannot sign, so that what it was exchanged for does.
 * @throws RolecallError 'config' where the operation wants a long-term key and the profile has none
 */
export function signingPlan({ api, signer }: StsOperation, plan: Plan): Plan {
  const kind = abilityOf(plan.source)
  if (signer === 'long-term' && (kind === 'session' || kind === 'token')) {
    const what = `${plan.profile} has temporary credentials`
    throw new RolecallError('config', `${what}, and AWS takes only a long-term key for ${api}`, {
      hint: 'name the profile of an IAM user with --profile',
    })
  }
  const ownRole = plan.steps.at(-1)?.operation !== 'GetSessionToken'
  if (signer === 'session' && ownRole) return plan
  const steps = kind === 'token' ? plan.steps.slice(0, 1) : []
  return { ...plan, steps, notes: [] }
}

/**
 * Where an operation is asked that nobody signs. No profile is needed: one that is named, or that the environment names, only
 * tells region and endpoint.
 * @param arn tells the partition
 */
export function unsignedDestination(
  request: { profile?: string | undefined; region?: string | undefined },
  arn: string | undefined,
  around: ConfigInputs,
): Destination {
  const named = namedByEnvironment(around, (name) => !parseRoleArn(name)) ?? 'default'
  const profile = request.profile
    ? load(request.profile, [], around)
    : readProfile(around.files, named)
  const chain = profile ? [profile] : []
  const caBundle = caBundleOf(chain, around.env)
  return {
    target: resolveTarget(request.region, arn, chain, around),
    ...(caBundle ? { caBundle } : {}),
  }
}

/** The one endpoint that stands for no region. */
const GLOBAL_HOST = 'sts.amazonaws.com'

/** @throws RolecallError 'config' where an operation that only regions have would be asked at the global endpoint */
export function refuseGlobalEndpoint({ api, regionalOnly }: StsOperation, target: StsTarget): void {
  const { region, endpoint } = target
  const isGlobal = endpoint ? new URL(endpoint).host === GLOBAL_HOST : region === 'aws-global'
  if (!regionalOnly || !isGlobal) return
  throw new RolecallError('config', `the global endpoint of STS does not have ${cliName(api)}`, {
    hint: 'choose a region with --region, and unset AWS_ENDPOINT_URL_STS if it names the global endpoint',
  })
}
