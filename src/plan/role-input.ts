import { RolecallError } from '../core/errors.js'
import type {
  AssumeRoleInput,
  AssumeRoleWithSamlInput,
  AssumeRoleWithWebIdentityInput,
  Tag,
} from '../core/plan.js'
import type { SamlSource } from '../core/source.js'
import { flagOrProfile } from './setting.js'
import {
  checked,
  checkedPolicy,
  checkedPolicyArns,
  checkedTagKeys,
  checkedTags,
  type SourcedValue,
} from './validate.js'
import type { PlanRequest, RoleContext } from './request.js'
import type { Role } from './profile-chain.js'
import { sessionName } from './session-name.js'

/**
 * Everything that AssumeRole is told, but the serial.
 * @param duration seconds
 * @throws RolecallError where STS would refuse a value
 */
export function assumeRoleInput(
  { arn, profile }: Role,
  context: RoleContext,
  duration: number,
): AssumeRoleInput {
  const { flags } = context
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
    RoleSessionName: sessionName(profile, context),
    DurationSeconds: duration,
    ...(externalId ? { ExternalId: checked('ExternalId', externalId) } : {}),
    ...policies(flags),
    ...(tags ? { Tags: checkedTags(listIn(tags, parseTags)) } : {}),
    ...(keys ? { TransitiveTagKeys: checkedTagKeys(listIn(keys, parseList)) } : {}),
    ...(identity ? { SourceIdentity: checked('SourceIdentity', identity) } : {}),
  }
}

/**
 * AssumeRoleWithWebIdentity takes less: external id, tags and source identity come inside the
 * token.
 */
export function webIdentityInput(
  { arn, profile }: Role,
  context: RoleContext,
  duration: number,
): AssumeRoleWithWebIdentityInput {
  return {
    RoleArn: arn,
    RoleSessionName: sessionName(profile, context),
    DurationSeconds: duration,
    ...policies(context.flags),
  }
}

/** AssumeRoleWithSAML takes the least: even the session's name comes inside the assertion. */
export function samlInput(
  { providerArn }: SamlSource,
  arn: string | undefined,
  flags: PlanRequest,
  duration: number | undefined,
): AssumeRoleWithSamlInput {
  return {
    ...(arn === undefined ? {} : { RoleArn: arn }),
    ...(providerArn === undefined ? {} : { PrincipalArn: providerArn }),
    ...(duration === undefined ? {} : { DurationSeconds: duration }),
    ...policies(flags),
  }
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

/** A flag gives a list; a profile has it as text, as aws-vault writes it. */
function listIn<T>(
  { value, from, code }: SourcedValue<T[] | string>,
  parse: (text: string, from: string) => T[],
): SourcedValue<T[]> {
  return { value: typeof value === 'string' ? parse(value, from) : value, from, code }
}

/** `a=b,c=d` */
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
