import { isSamlProviderArn } from '../core/arn.js'
import { RolecallError } from '../core/errors.js'
import type {
  AssumeRoleInput,
  AssumeRoleWithSamlInput,
  AssumeRoleWithWebIdentityInput,
  Tag,
} from '../core/plan.js'
import type { SamlSource } from '../core/source.js'
import type { Role } from './follow-chain.js'
import type { PlanRequest, RoleSettings } from './request.js'
import { sessionName } from './session-name.js'
import { flagOrProfile, type SourcedValue } from './sourced-value.js'
import {
  checked,
  checkedPolicy,
  checkedPolicyArns,
  checkedTagKeys,
  checkedTags,
} from './validate.js'

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
  const identity = flagOrProfile(
    flags.sourceIdentity,
    '--source-identity',
    profile,
    'source_identity',
  )
  const tags = flagOrProfile(flags.tags, '--tag', profile, 'session_tags')
  const { transitiveTags } = flags
  const keys = flagOrProfile(transitiveTags, '--transitive-tag', profile, 'transitive_session_tags')
  return {
    RoleArn: arn,
    RoleSessionName: sessionName(profile, settings),
    DurationSeconds: duration,
    ...(externalId ? { ExternalId: checked('ExternalId', externalId) } : {}),
    ...policies(flags),
    ...(tags ? { Tags: checkedTags(listIn(tags, parseTags)) } : {}),
    ...(keys ? { TransitiveTagKeys: checkedTagKeys(listIn(keys, parseList)) } : {}),
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
    RoleSessionName: sessionName(profile, settings),
    DurationSeconds: duration,
    ...policies(settings.flags),
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
  flags: PlanRequest,
  duration: number | undefined,
): AssumeRoleWithSamlInput {
  const providerArn = providerFlag(flags) ?? source.providerArn
  return {
    ...(arn === undefined ? {} : { RoleArn: arn }),
    ...(providerArn === undefined ? {} : { PrincipalArn: providerArn }),
    ...(duration === undefined ? {} : { DurationSeconds: duration }),
    ...policies(flags),
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

function policies(flags: PlanRequest): Pick<AssumeRoleInput, 'Policy' | 'PolicyArns'> {
  const { policy, policyArns } = flags
  return {
    ...(policy === undefined
      ? {}
      : { Policy: checkedPolicy({ value: policy, from: '--policy', code: 'usage' }) }),
    ...(policyArns === undefined
      ? {}
      : {
          PolicyArns: checkedPolicyArns({ value: policyArns, from: '--policy-arn', code: 'usage' }),
        }),
  }
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
      throw new RolecallError('config', `${from} is not KEY=VALUE,…: ${pair}`)
    }
    return { Key: pair.slice(0, separator).trim(), Value: pair.slice(separator + 1).trim() }
  })
}

function parseList(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}
