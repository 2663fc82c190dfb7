import type { Env } from '../core/env.js'
import type { Plan } from '../core/plan.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import type { Machine, PlanRequest } from './request.js'
import { findProfileChain } from './profile-chain.js'
import { checkedSerial, mfaSerial, canProveCode } from './source-abilities.js'
import { refuseOtherSources } from '../sources/saml/parse.js'
import { planSteps } from './steps.js'
import { caBundleOf, exportedRegion, resolveTarget } from './sts-endpoint.js'

/**
 * From what somebody asked for to the calls that get it, as plain data: no secret is in it, nothing
 * is asked or read on the way. For each setting a flag wins, then what the profile says, then what
 * the profiles it leads to say.
 * @throws RolecallError, code `usage` for a flag and `config` for a file or a variable
 */
export function resolvePlan(
  request: PlanRequest,
  files: AwsFiles,
  env: Env,
  machine: Machine,
): Plan {
  const around = { files, env }
  const route = findProfileChain(request, around)
  const { chain, roles, source, name } = route
  if (request.samlAssertion) refuseOtherSources(route)
  const wanted = mfaSerial(request, route)
  const usable = wanted && canProveCode(route)
  const serial = usable ? checkedSerial(wanted) : undefined
  const provider = source.kind === 'saml' ? source.providerArn : undefined
  const target = resolveTarget(request.region, roles[0]?.arn ?? serial ?? provider, chain, around)
  const { steps, notes } = planSteps({ route, request, serial, target, env, machine })
  if (wanted && !usable) {
    notes.push(`${wanted.from} is not used: only long-term keys can prove an MFA code`)
  }
  const region = exportedRegion(request.region, chain, around)
  const mfaProcess = chain.map((profile) => profile.get('mfa_process')).find(Boolean)
  const caBundle = caBundleOf(chain, env)
  return {
    profile: name,
    chain: chain.map((profile) => profile.name),
    source,
    steps,
    target,
    ...(region ? { region } : {}),
    ...(mfaProcess ? { mfaProcess } : {}),
    ...(caBundle ? { caBundle } : {}),
    notes,
  }
}
