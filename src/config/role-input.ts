import { setting, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type {
  AssumeRoleInput,
  AssumeRoleWithSamlInput,
  AssumeRoleWithWebIdentityInput,
  SamlSource,
  Tag,
} from '../core/plan.js'
import { printable } from '../core/text.js'
import {
  checked,
  checkedPolicy,
  checkedPolicyArns,
  checkedTagKeys,
  checkedTags,
  type Setting,
} from './limits.js'
import type { Profile } from './profile.js'
import type { Machine, PlanRequest } from './request.js'
import type { Role } from './route.js'

/** What a role is assumed with, besides its profile. */
export interface RoleContext {
  /** Flags, for the role that was asked for; {} for those on the way to it. */
  flags: PlanRequest
  env: Env
  machine: Machine
}

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
  const externalId = given(flags.externalId, '--external-id', profile, 'external_id')
  const identity = given(flags.sourceIdentity, '--source-identity', profile, 'source_identity')
  const tags = given(flags.tags, '--tag', profile, 'session_tags', parseTags)
  const keys = given(
    flags.transitiveTags,
    '--transitive-tag',
    profile,
    'transitive_session_tags',
    parseList,
  )
  return {
    RoleArn: arn,
    RoleSessionName: sessionName(profile, context),
    DurationSeconds: duration,
    ...(externalId ? { ExternalId: checked('ExternalId', externalId) } : {}),
    ...policies(flags),
    ...(tags ? { Tags: checkedTags(tags) } : {}),
    ...(keys ? { TransitiveTagKeys: checkedTagKeys(keys) } : {}),
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

/**
 * @returns a note for each thing that the profile or a flag says and AssumeRoleWithWebIdentity
 * cannot take
 */
export function unusedByWebIdentity(profile: Profile, flags: PlanRequest): string[] {
  const said = {
    'external id': flags.externalId ?? profile.get('external_id'),
    'source identity': flags.sourceIdentity ?? profile.get('source_identity'),
    'list of session tags': flags.tags ?? profile.get('session_tags'),
  }
  return unused(said, 'with a web identity it comes inside the token')
}

/** The same for AssumeRoleWithSAML. */
export function unusedBySaml(profile: Profile, flags: PlanRequest): string[] {
  const said = {
    'external id': flags.externalId ?? profile.get('external_id'),
    'session name': flags.sessionName ?? profile.get('role_session_name'),
    'source identity': flags.sourceIdentity ?? profile.get('source_identity'),
    'list of session tags': flags.tags ?? profile.get('session_tags'),
  }
  return unused(said, 'with SAML it comes inside the assertion')
}

function unused(said: Readonly<Record<string, unknown>>, why: string): string[] {
  return Object.entries(said)
    .filter(([, value]) => value !== undefined)
    .map(([what]) => `the ${what} is not used: ${why}`)
}

/** The flag, or else the profile's key. */
export function given<T = string>(
  flag: T | undefined,
  flagName: string,
  profile: Profile,
  key: string,
  parse: (text: string, from: string) => T = (text) => text as T,
): Setting<T> | undefined {
  if (flag !== undefined) return { value: flag, from: flagName, code: 'usage' }
  const text = profile.get(key)
  const from = `${key} of profile ${profile.name}`
  return text === undefined ? undefined : { value: parse(text, from), from, code: 'config' }
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

/** The name that CloudTrail shows: asked for, or else the login name, which a person recognises. */
function sessionName(profile: Profile, { flags, env, machine }: RoleContext): string {
  const asked = given(flags.sessionName, '--session-name', profile, 'role_session_name')
  if (asked) return checked('RoleSessionName', asked)
  const value = setting(env, 'AWS_ROLE_SESSION_NAME')
  if (value)
    return checked('RoleSessionName', { value, from: 'AWS_ROLE_SESSION_NAME', code: 'config' })
  return validSessionName(machine.userName)
}

/**
 * `Jürgen Köhler` becomes `Jurgen-Kohler`; a name without a single Latin letter or digit,
 * `rolecall`.
 */
function validSessionName(userName: string): string {
  const valid = userName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w+=,.@-]+/g, '-')
    .slice(0, 64)
  if (!/[A-Za-z0-9]/.test(valid)) return 'rolecall'
  return valid.length < 2 ? `user-${valid}` : valid
}

/** `a=b,c=d`, as aws-vault writes them. */
function parseTags(text: string, from: string): Tag[] {
  return parseList(text).map((pair) => {
    const separator = pair.indexOf('=')
    if (separator < 1) {
      throw new RolecallError('config', `${printable(from)} is not KEY=VALUE,…: ${printable(pair)}`)
    }
    return { Key: pair.slice(0, separator).trim(), Value: pair.slice(separator + 1).trim() }
  })
}

function parseList(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}
