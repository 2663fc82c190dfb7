import { insecureEndpointNotes } from './insecure-endpoint.js'
import { RolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import { missingServices } from '../sources/endpoints.js'
import { traitsOf } from '../sources/kinds.js'
import { halfSources, unusedWithoutRole } from '../sources/parse.js'
import { isOwnCredentialSource } from '../sources/credential-source.js'
import { plaintextCopyNote } from '../sources/stored-key/parse.js'
import { codeSupply } from './mfa/code-supply.js'
import { requiredApproval } from './approval.js'
import { acceptsMfaCode, checkedSerial, isSerialOfSource, mfaSerial } from './mfa/mfa-serial.js'
import type { ProfileChain } from './chain/follow-chain.js'
import { findProfileChain } from './chain/profile-chain.js'
import type { PlanRequest } from './request.js'
import { scopeOf } from './scope/scope.js'
import { planSteps } from './steps/plan-steps.js'
import { refuseUnlimited, withRoleForScope } from './scope/unlimited-source.js'
import { caBundleOf, exportedRegion, originOfRegion, resolveTarget } from './sts-endpoint.js'

/**
 * Turns a request into a plan: the STS calls that obtain what was requested, as plain data without
 * a secret. It makes no call and prompts for nothing. A flag takes precedence over the profile. The
 * environment and source profiles have a rule for each setting: docs/profiles.md.
 * @throws RolecallError 'usage' for a flag; 'config' for a file or a variable
 */
export function resolvePlan(request: PlanRequest, inputs: ConfigInputs): Plan {
  const found = findProfileChain(request, inputs)
  const { agent, confirm } = requiredApproval(found, request, inputs)
  const scope = scopeOf(request, found.settings, agent)
  const route = scope ? withRoleForScope(found, inputs) : found
  const { chain, roles, source, name } = route
  refuseSamlFlags(request, route)
  const requestedSerial = mfaSerial(request, route, inputs.env)
  const isSerialUsed = requestedSerial !== undefined && acceptsMfaCode(route)
  const serial = isSerialUsed ? checkedSerial(requestedSerial) : undefined
  const partitionArn = roles[0]?.arn ?? serial ?? traitsOf(source).saml?.providerArn
  const target = resolveTarget(request.region, partitionArn, route, inputs)
  const { steps, notes } = planSteps({ route, request, serial, target, scope, agent, inputs })
  if (scope) refuseUnlimited(steps, { route, request, agent }, scope)
  notes.push(...insecureEndpointNotes({ target, source }))
  const services = missingServices(route.settings, inputs)
  if (services !== undefined) notes.push(services)
  if (requestedSerial && !isSerialUsed) {
    const reason = 'MFA codes work only with long-term keys'
    notes.push(`${requestedSerial.from} is not used: ${reason}`)
  }
  if (!route.fallback) {
    const halves = chain.flatMap((each) => halfSources(each, source, inputs))
    notes.push(...(route.notes ?? []), ...halves, ...unusedMachine(route))
    notes.push(...chain.flatMap((each) => plaintextCopyNote(each, source) ?? []))
  }
  const region = exportedRegion(request.region, target.region, chain, inputs)
  const caBundle = caBundleOf(chain, inputs.env)
  return {
    profile: name,
    ...(request.profile === undefined ? {} : { named: request.profile }),
    chain: chain.map((profile) => profile.name),
    ...(route.settings ? { settings: route.settings.name } : {}),
    source,
    ...(route.fallback ? { fallback: route.fallback } : {}),
    steps,
    ...(scope ? { scope: { text: scope.text, actions: scope.actions } } : {}),
    ...(agent ? { agent } : {}),
    ...(confirm ? { confirm } : {}),
    target,
    ...(region ? { region, ...originOfRegion(region, request.region, chain, inputs) } : {}),
    ...(serial !== undefined && isSerialOfSource(request, route, inputs.env)
      ? { mfaOfSource: true }
      : {}),
    ...codeSupply(chain),
    ...(caBundle ? { caBundle } : {}),
    notes,
  }
}

/** A requested profile without a role has no use for `credential_source`, unlike a source. */
function unusedMachine({ roles, chain: [profile] }: ProfileChain): string[] {
  if (roles.length > 0 || profile?.get('credential_source') === undefined) return []
  if (isOwnCredentialSource(profile)) return []
  return [unusedWithoutRole('credential_source', profile)]
}

/** A SAML assertion that the plan would not use was passed by mistake. */
function refuseSamlFlags(
  { samlAssertion, samlProviderArn }: PlanRequest,
  { name, source }: ProfileChain,
): void {
  if (traitsOf(source).saml || (!samlAssertion && samlProviderArn === undefined)) return
  const flag = samlAssertion ? '--saml-assertion' : '--saml-provider-arn'
  throw new RolecallError('usage', `${flag}: ${name} does not sign in with SAML`, {
    hint: 'add rolecall_saml_provider_arn to the profile, or name the ARN of the role instead',
  })
}
