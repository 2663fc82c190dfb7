import { notAuthorized, StsError } from '../errors.js'
import {
  checkInput,
  DURATION,
  durationOf,
  list,
  MFA,
  POLICY,
  ROLE_ARN,
  SESSION_NAME,
  type Constraint,
  type Input,
} from '../input.js'
import { identityOf, partsOf, type Principal, type Role, type Session } from '../model.js'
import { credentialsXml, type Operation, type SignedCall } from '../operation.js'
import { checkTags, packedPolicySize } from '../policies.js'

const DEFAULT_SECONDS = 3600
/** Maximum for role chaining, that is with temporary credentials as the caller. */
const MAX_CHAINED_SECONDS = 3600

const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  RoleArn: ROLE_ARN,
  RoleSessionName: { required: true, ...SESSION_NAME },
  [DURATION]: { range: [900, 43_200] },
  Policy: POLICY,
  PolicyArns: { members: 10 },
  Tags: { members: 50 },
  TransitiveTagKeys: { members: 50 },
  ExternalId: { length: [2, 1224], pattern: '[\\w+=,.@:\\/-]*' },
  ...MFA,
  SourceIdentity: { length: [2, 64], pattern: '[\\w+=,.@-]*' },
  ProvidedContexts: { members: 5 },
  MinimumSessionTokenSize: { range: [0, 4096] },
}

export const assumeRole: Operation = {
  signed: true,
  run(call) {
    const { input, caller, model, mfa, now, issue } = call
    checkInput(input, CONSTRAINTS)
    const roleArn = input.get('RoleArn') ?? ''
    if (!/^arn:[a-z-]+:iam::\d{12}:role\/.+$/.test(roleArn))
      throw new StsError('ValidationError', 'Request ARN is invalid')
    if (identityOf(caller.principal).arn.endsWith(':root'))
      throw new StsError('AccessDenied', 'Roles may not be assumed by root accounts.')

    const hasMfa = mfa.check(
      userOf(caller.principal),
      input.get('SerialNumber'),
      input.get('TokenCode'),
    )
    const role = model.roles.find(({ arn }) => arn === roleArn)
    const mfaAt = hasMfa ? now : caller.session?.mfaAt
    if (!role || !trusts(role, call, mfaAt))
      throw notAuthorized(identityOf(caller.principal).arn, 'AssumeRole', roleArn)
    checkTagAndIdentityPermissions(role, call)
    checkTags(input, caller.session)
    const seconds = durationOf(input, DEFAULT_SECONDS)
    checkDuration(role, seconds, caller.principal)
    const packed = packedPolicySize(input)

    const sessionName = input.get('RoleSessionName') ?? ''
    const session = issue({ kind: 'role', role, sessionName, instance: false }, seconds, {
      ...inheritedProperties(input, caller.session),
      isChained: caller.session !== undefined,
    })
    const { arn, userId } = identityOf(session.principal)
    return {
      AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
      Credentials: credentialsXml(session),
      PackedPolicySize: packed,
      SourceIdentity: session.sourceIdentity,
    }
  },
}

/** @returns the user who may have an MFA device; undefined for roles and federated users */
function userOf(principal: Principal) {
  return principal.kind === 'user' || principal.kind === 'session-token'
    ? principal.user
    : undefined
}

function trusts(
  role: Role,
  { input, caller, now }: SignedCall,
  mfaAt: number | undefined,
): boolean {
  const mfaAge = mfaAt === undefined ? Infinity : (now - mfaAt) / 1000
  return (
    isTrusted(role, caller.principal) &&
    (role.externalId === undefined || role.externalId === input.get('ExternalId')) &&
    (!role.mfa || mfaAge <= (role.mfaMaxAge ?? Number.MAX_VALUE))
  )
}

function isTrusted(role: Role, principal: Principal): boolean {
  if (principal.kind === 'federated') return false
  const { arn } = principal.kind === 'role' ? principal.role : principal.user
  const { partition, account } = partsOf(arn)
  const names = [arn, identityOf(principal).arn, `arn:${partition}:iam::${account}:root`]
  // Partitions are isolated, even if the trust policy names an account of another partition.
  return (
    partition === partsOf(role.arn).partition && names.some((name) => role.trusts.includes(name))
  )
}

/** Checks the permissions sts:TagSession and sts:SetSourceIdentity of the trust policy. */
function checkTagAndIdentityPermissions(role: Role, { input, caller }: SignedCall): void {
  const { arn } = identityOf(caller.principal)
  if (list(input, 'Tags', 'Key').length && !role.allowsTagSession)
    throw notAuthorized(arn, 'TagSession', role.arn)
  const requested = input.get('SourceIdentity')
  if (requested?.toLowerCase().startsWith('aws:'))
    throw new StsError('ValidationError', 'SourceIdentity can not start with aws:')
  const inherited = caller.session?.sourceIdentity
  const changed = requested !== undefined && inherited !== undefined && requested !== inherited
  if (changed || ((requested ?? inherited) !== undefined && !role.allowsSourceIdentity))
    throw notAuthorized(arn, 'SetSourceIdentity', role.arn)
}

function checkDuration(role: Role, seconds: number, principal: Principal): void {
  // Credentials of an EC2 instance role do not count as role chaining.
  const isChained = principal.kind !== 'user' && !(principal.kind === 'role' && principal.instance)
  if (isChained && seconds > MAX_CHAINED_SECONDS)
    throw new StsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  if (seconds > role.maxSessionDuration)
    throw new StsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
}

function inheritedProperties(input: Input, session: Session | undefined): Partial<Session> {
  const sourceIdentity = input.get('SourceIdentity') ?? session?.sourceIdentity
  return {
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    transitiveTagKeys: [...(session?.transitiveTagKeys ?? []), ...list(input, 'TransitiveTagKeys')],
  }
}
