import { DURATION_LIMITS_SECONDS, type TimedOperation } from '../../core/duration.js'
import type { Shape } from '../../plan/validate.js'

/** How the words behind a flag become a value of the API. */
export type MemberKind =
  | { kind: 'text'; shape: Shape }
  /** A token: also from `-` and `env:NAME`, and never repeated in an error. */
  | { kind: 'secret'; shape: Shape }
  | { kind: 'number'; min: number; max: number }
  | { kind: 'seconds'; operation: TimedOperation }
  | { kind: 'policy' }
  | { kind: 'texts'; shape: Shape; most: number }
  | { kind: 'structure'; fields: Fields }
  | { kind: 'structures'; fields: Fields; most: number }
  | { kind: 'tags' }

/** What a structure is made of; every field must be given. */
export type Fields = Readonly<Record<string, Shape>>

/** One input of an operation: by the API's name, which the flag is made of. */
export type Member = MemberKind & {
  name: string
  summary: string
  required?: true
}

/** The AWS CLI's spelling of an API name: `SAMLAssertion` is `saml-assertion`. */
export function cliName(apiName: string): string {
  return apiName.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2').toLowerCase()
}

export function flagOf({ name }: Member): string {
  return `--${cliName(name)}`
}

/** A list takes several words, and may be JSON. */
export function isList({ kind }: Member): boolean {
  return kind === 'texts' || kind === 'structures' || kind === 'tags'
}

export const ROLE_ARN: Member = {
  name: 'RoleArn',
  kind: 'text',
  shape: 'Arn',
  required: true,
  summary: 'role to assume',
}
export const SESSION_NAME: Member = {
  name: 'RoleSessionName',
  kind: 'text',
  shape: 'RoleSessionName',
  required: true,
  summary: 'name of the session, as CloudTrail shows it',
}
export const POLICY: Member = {
  name: 'Policy',
  kind: 'policy',
  summary: 'session policy: JSON, or file://policy.json',
}
export const POLICY_ARNS: Member = {
  name: 'PolicyArns',
  kind: 'structures',
  fields: { arn: 'PolicyArn' },
  most: 10,
  summary: 'managed policies as session policies: arn=ARN …, or JSON',
}
export function duration(operation: TimedOperation): Member {
  const { min, max } = DURATION_LIMITS_SECONDS[operation]
  return {
    name: 'DurationSeconds',
    kind: 'seconds',
    operation,
    summary: `how long it lasts, ${min} to ${max}; also as 90m or 1h`,
  }
}
export const TAGS: Member = {
  name: 'Tags',
  kind: 'tags',
  summary: 'session tags: Key=a,Value=b …, or JSON',
}
export const SERIAL_NUMBER: Member = {
  name: 'SerialNumber',
  kind: 'text',
  shape: 'SerialNumber',
  summary: 'MFA device; without --token-code you are asked for the code',
}
export const TOKEN_CODE: Member = {
  name: 'TokenCode',
  kind: 'text',
  shape: 'TokenCode',
  summary: 'six digits (better: ROLECALL_MFA_CODE, or the prompt)',
}
export const TOKEN_SIZE: Member = {
  name: 'MinimumSessionTokenSize',
  kind: 'number',
  min: 0,
  max: 4096,
  summary: 'make the session token at least so many bytes long, to test for room',
}
