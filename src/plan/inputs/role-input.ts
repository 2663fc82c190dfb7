import { isSamlProviderArn, partitionOfRegion } from '../../core/arn.js'
import { RolecallError } from '../../core/errors.js'
import type {
  AssumeRoleInput,
  AssumeRoleWithSamlInput,
  AssumeRoleWithWebIdentityInput,
  GetFederationTokenInput,
  CreateSessionInput,
  StsTarget,
  Tag,
} from '../../core/plan.js'
import type { RolesAnywhereSource, SamlSource } from '../../core/source.js'
import type { Profile } from '../../aws-files/profile.js'
import type { ForeignVariable } from './foreign-variables.js'
import type { Role } from '../chain/follow-chain.js'
import type { PlanRequest, RoleSettings } from '../request.js'
import { requestedSessionName, sessionName, withAgent } from './session-name.js'
import { flagOrProfile, fromProfile, fromVariable, type SourcedValue } from './sourced-value.js'
import type { Scope } from '../scope/limits.js'
import { sessionPolicies } from '../scope/scope.js'
import { validName } from './valid-name.js'
import { checked, checkedTagKeys, checkedTags } from './validate.js'

/** Where a setting of a role comes from: a flag, a variable of aws-vault, a key of the profile. */
interface SettingNames {
  flag: string
  variable: ForeignVariable
  key: string
}

const SOURCE_IDENTITY: SettingNames = {
  flag: '--source-identity',
  variable: 'AWS_SOURCE_IDENTITY',
  key: 'source_identity',
}
const TAGS: SettingNames = { flag: '--tag', variable: 'AWS_SESSION_TAGS', key: 'session_tags' }
const TRANSITIVE_TAGS: SettingNames = {
  flag: '--transitive-tag',
  variable: 'AWS_TRANSITIVE_TAGS',
  key: 'transitive_session_tags',
}

/** The variable counts for the requested role only, as the flag does. */
function setting<T>(
  { flag, variable, key }: SettingNames,
  given: T | undefined,
  profile: Profile,
  { isRequested, inputs }: RoleSettings,
): SourcedValue<T | string> | undefined {
  if (given !== undefined) return { value: given, from: flag, code: 'usage' }
  const ofVariable = isRequested ? fromVariable(inputs.env, variable) : undefined
  return ofVariable ?? fromProfile(profile, key)
}

/**
 * The parameters of AssumeRole, without the serial number of the MFA device.
 * @param duration seconds
 * @throws RolecallError if STS would reject a value
 */
export function assumeRoleInput(
  { arn, profile }: Role,
  settings: RoleSettings,
  duration: number,
): AssumeRoleInput {
  const { flags } = settings
  const externalId = flagOrProfile(flags.externalId, '--external-id', profile, 'external_id')
  const identity = setting(SOURCE_IDENTITY, flags.sourceIdentity, profile, settings)
  const tags = setting(TAGS, flags.tags, profile, settings)
  const keys = setting(TRANSITIVE_TAGS, flags.transitiveTags, profile, settings)
  const tagList = tags && listIn(tags, parseTags)
  const keyList = keys && listIn(keys, parseList)
  return {
    RoleArn: arn,
    RoleSessionName: sessionName(profile, settings),
    DurationSeconds: duration,
    ...(externalId ? { ExternalId: checked('ExternalId', externalId) } : {}),
    ...sessionPolicies(flags, settings.scope, partitionOf(arn)),
    ...(tagList?.value.length ? { Tags: checkedTags(tagList) } : {}),
    ...(keyList?.value.length ? { TransitiveTagKeys: checkedTagKeys(keyList) } : {}),
    ...(identity ? { SourceIdentity: checked('SourceIdentity', identity) } : {}),
  }
}

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
 * The parameters of GetFederationToken, which limits the session of a user.
 * @param duration seconds
 */
export function federationInput(
  { flags, inputs, agent }: RoleSettings,
  scope: Scope,
  duration: number,
  target: StsTarget,
): GetFederationTokenInput {
  const name = withAgent(validName(inputs.userName), agent, MAX_FEDERATED_NAME)
  const partition = partitionOfRegion(target.region).id
  return { Name: name, DurationSeconds: duration, ...sessionPolicies(flags, scope, partition) }
}

/** What GetFederationToken allows for a name, in characters. */
const MAX_FEDERATED_NAME = 32

/** The partition of an ARN: `aws-cn` of `arn:aws-cn:iam::…`. */
const partitionOf = (arn: string): string => arn.split(':')[1] || 'aws'

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

/** A flag is a list already; in a profile it is text in the format of aws-vault. */
function listIn<T>(
  { value, from, code }: SourcedValue<T[] | string>,
  parse: (text: string, from: string) => T[],
): SourcedValue<T[]> {
  return { value: typeof value === 'string' ? parse(value, from) : value, from, code }
}

/** Parses `a=b,c=d`. */
function parseTags(text: string, from: string): Tag[] {
  return parseList(text).map((pair) => {
    const separator = pair.indexOf('=')
    if (separator < 1) {
      throw new RolecallError('config', `${from} is not KEY=VALUE,…: ${pair}`, {
        hint: 'write each tag as KEY=VALUE, and commas between them: team=web,env=test',
      })
    }
    return { Key: pair.slice(0, separator).trim(), Value: pair.slice(separator + 1).trim() }
  })
}

/** Empty items are dropped: a comma may end the list. */
function parseList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}
