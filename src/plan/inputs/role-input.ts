import { isSamlProviderArn, partitionOfRegion } from '../../core/arn.js'
import { RolecallError } from '../../core/errors.js'
import type {
  StsTarget,
  AssumeRoleWithSamlInput,
  AssumeRoleWithWebIdentityInput,
  GetFederationTokenInput,
  CreateSessionInput,
} from '../../core/step.js'
import type { RolesAnywhereSource } from '../../core/source/certificate.js'
import type { SamlSource } from '../../core/source/sign-ins.js'
import type { Profile } from '../../aws-files/profile.js'
import type { Role } from '../chain/follow-chain.js'
import type { PlanRequest, RoleSettings } from '../request.js'
import { withAgentMarks } from './agent-marks.js'
import { requestedSessionName, sessionName, withAgent } from './session-name.js'
import type { Scope } from '../scope/limits.js'
import { sessionPolicies } from '../scope/session-policies.js'
import { validName } from './valid-name.js'

/**
 * The parameters of AssumeRoleWithWebIdentity. External ID, tags and source identity are not among
 * them: they are part of the token.
 * @param duration seconds
 * @throws RolecallError if STS would reject a value
 */
export function webIdentityInput(
  { arn, profile }: Role,
  settings: RoleSettings,
  duration: number,
): AssumeRoleWithWebIdentityInput {
  return {
    RoleArn: arn,
    RoleSessionName: sessionName(profile, settings, true),
    DurationSeconds: duration,
    ...sessionPolicies(settings.flags, settings.scope, partitionOf(arn)),
  }
}

/**
 * The parameters of AssumeRoleWithSAML. Even the role session name is part of the assertion.
 * @param arn of the role; undefined if the user chooses one of those that the assertion offers
 * @param duration seconds; undefined for the duration that the identity provider suggests
 * @throws RolecallError if STS would reject a value
 */
export function samlInput(
  source: SamlSource,
  arn: string | undefined,
  { flags, scope }: Pick<RoleSettings, 'flags' | 'scope'>,
  duration: number | undefined,
): AssumeRoleWithSamlInput {
  const providerArn = providerFlag(flags) ?? source.providerArn
  return {
    ...(arn === undefined ? {} : { RoleArn: arn }),
    ...(providerArn === undefined ? {} : { PrincipalArn: providerArn }),
    ...(duration === undefined ? {} : { DurationSeconds: duration }),
    ...sessionPolicies(flags, scope, partitionOf(arn ?? providerArn ?? '')),
  }
}

/**
 * The parameters of GetFederationToken, which limits the session of a user. It accepts the tag of an
 * agent, but no source identity.
 * @param profile of the user's key, which may ask for the tag
 * @param duration seconds
 */
export function federationInput(
  { flags, inputs, agent }: RoleSettings,
  profile: Profile,
  { scope, duration, target }: { scope: Scope; duration: number; target: StsTarget },
): GetFederationTokenInput {
  const name = withAgent(validName(inputs.userName), agent, MAX_FEDERATED_NAME)
  const partition = partitionOfRegion(target.region).id
  const { Tags } = withAgentMarks({}, agent, profile, inputs.userName)
  return {
    ...{ Name: name, DurationSeconds: duration, ...sessionPolicies(flags, scope, partition) },
    ...(Tags === undefined ? {} : { Tags }),
  }
}

/** What GetFederationToken allows for a name, in characters. */
const MAX_FEDERATED_NAME = 32

/** The partition of an ARN: `aws-cn` of `arn:aws-cn:iam::…`. */
export const partitionOf = (arn: string): string => arn.split(':')[1] || 'aws'

/**
 * The parameters of CreateSession. The profile in AWS has the session policies, and the certificate
 * the source identity and the tags.
 * @param duration seconds
 * @throws RolecallError 'usage' for a session policy; or if AWS would reject a value
 */
export function certificateInput(
  { trustAnchorArn, profileArn }: RolesAnywhereSource,
  { arn, profile }: Role,
  settings: RoleSettings,
  duration: number,
): CreateSessionInput {
  const { policy, policyArns } = settings.flags
  if (policy !== undefined || policyArns !== undefined) {
    const flag = policy === undefined ? '--policy-arn' : '--policy'
    throw new RolecallError('usage', `${flag}: IAM Roles Anywhere accepts no session policy`, {
      hint: 'add it to the profile in IAM Roles Anywhere, or assume one more role, with source_profile',
    })
  }
  const name = requestedSessionName(profile, settings, true)
  return {
    RoleArn: arn,
    TrustAnchorArn: trustAnchorArn,
    ProfileArn: profileArn,
    DurationSeconds: duration,
    ...(name === undefined ? {} : { RoleSessionName: name }),
  }
}

function providerFlag({ samlProviderArn: arn }: PlanRequest): string | undefined {
  if (arn === undefined || isSamlProviderArn(arn)) return arn
  throw new RolecallError(
    'usage',
    `--saml-provider-arn is not the ARN of a SAML provider: ${arn}`,
    {
      hint: 'it looks like arn:aws:iam::123456789012:saml-provider/NAME',
    },
  )
}
