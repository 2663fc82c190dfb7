import { readProfile } from '../aws-files/profile.js'
import { parseRoleArn } from '../core/arn.js'
import { RolecallError } from '../core/errors.js'
import type { Plan, StsTarget } from '../core/plan.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import { traitsOf } from '../sources/kinds.js'
import { load, namedByEnvironment } from './base-profile.js'
import { caBundleOf, resolveTarget } from './sts-endpoint.js'

/** What decides the signature of one raw STS call. */
interface CallRules {
  /** The operation's name in the API: `AssumeRoot`. */
  api: string
  /**
   * Whose credentials sign: those of the `source`; the same if they are `long-term`; those of the
   * profile's role (`session`).
   */
  signer: 'source' | 'long-term' | 'session' | 'nobody'
  /** True if the global endpoint does not have the operation. */
  regionalOnly?: true
}

/** The endpoint of a raw STS call, and the certificate authorities to trust there. */
export type RawCallEndpoint = Pick<Plan, 'target' | 'caBundle'>

/**
 * The part of a profile's plan that obtains the credentials for signing an operation.
 *
 * - A session of GetSessionToken never signs: STS allows it only AssumeRole and GetCallerIdentity.
 * - A token cannot sign, so that the session it is exchanged for does.
 * @throws RolecallError 'config' if the operation needs a long-term key and the profile has none
 */
export function signingPlan({ api, signer }: CallRules, plan: Plan): Plan {
  const { ability } = traitsOf(plan.source)
  if (signer === 'long-term' && (ability === 'session' || ability === 'token')) {
    const what = `${plan.profile} has temporary credentials`
    throw new RolecallError('config', `${what}, and AWS accepts only a long-term key for ${api}`, {
      hint: 'name the profile of an IAM user with --profile',
    })
  }
  const hasRole = plan.steps.at(-1)?.operation !== 'GetSessionToken'
  if (signer === 'session' && hasRole) return plan
  const steps = ability === 'token' ? plan.steps.slice(0, 1) : []
  return { ...plan, steps, notes: [] }
}

/**
 * The endpoint of an unsigned operation. It needs no profile: one that the flag or the environment
 * names only decides the region and the endpoint.
 * @param arn its partition is used
 */
export function unsignedEndpoint(
  request: { profile?: string | undefined; region?: string | undefined },
  arn: string | undefined,
  inputs: ConfigInputs,
): RawCallEndpoint {
  const named = namedByEnvironment(inputs, (name) => !parseRoleArn(name)) ?? 'default'
  const profile = request.profile
    ? load(request.profile, [], inputs)
    : readProfile(inputs.files, named)
  const chain = profile ? [profile] : []
  const caBundle = caBundleOf(chain, inputs.env)
  return {
    target: resolveTarget(request.region, arn, chain, inputs),
    ...(caBundle ? { caBundle } : {}),
  }
}

/** The endpoint that belongs to no region. */
const GLOBAL_HOST = 'sts.amazonaws.com'

/**
 * Refuses the global endpoint for an operation that only regional endpoints have.
 * @throws RolecallError 'config'
 */
export function refuseGlobalEndpoint({ api, regionalOnly }: CallRules, target: StsTarget): void {
  const { region, endpoint } = target
  const isGlobal = endpoint ? new URL(endpoint).host === GLOBAL_HOST : region === 'aws-global'
  if (!regionalOnly || !isGlobal) return
  throw new RolecallError('config', `the global endpoint of STS does not have ${api}`, {
    hint: 'choose a region with --region, and unset AWS_ENDPOINT_URL_STS if it names the global endpoint',
  })
}
