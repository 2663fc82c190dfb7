import { DURATION_LIMITS_SECONDS, type TimedOperation } from '../../core/time/duration.js'
import type { Shape } from '../../plan/inputs/shapes.js'

/** How the values given to a flag become a value of the API. */
export type MemberKind =
  | { kind: 'text'; shape: Shape }
  /** A token: also read from `-` and `env:NAME`, and never quoted in an error. */
  | { kind: 'secret'; shape: Shape }
  | { kind: 'number'; min: number; max: number }
  | { kind: 'seconds'; operation: TimedOperation }
  | { kind: 'policy' }
  | { kind: 'texts'; shape: Shape; max: number }
  | { kind: 'structure'; fields: Fields }
  | { kind: 'structures'; fields: Fields; max: number }
  | { kind: 'tags' }

/** The fields of a structure, all of them required. */
export type Fields = Readonly<Record<string, Shape>>

/** One parameter of an operation. Its flag is made of the API's name. */
export type Member = MemberKind & {
  name: string
  summary: string
  required?: true
}

/** The AWS CLI's spelling of an API name: `SAMLAssertion` is `saml-assertion`. */
export function cliName(apiName: string): string {
  return apiName.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2').toLowerCase()
}

/** The flag of a member: `--role-arn`. */
export function flagOf({ name }: Member): string {
  return `--${cliName(name)}`
}

/** True if the flag takes several values, or a JSON list. */
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
  summary: 'role session name, shown in CloudTrail',
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
  max: 10,
  summary: 'managed policies to use as session policies: arn=ARN …, or JSON',
}
/** The duration of an operation's session or token, with its limits. */
export function durationMember(operation: TimedOperation): Member {
  const { min, max } = DURATION_LIMITS_SECONDS[operation]
  return {
    name: 'DurationSeconds',
    kind: 'seconds',
    operation,
    summary: `duration in seconds, ${min} to ${max}; also with a unit, as in ${max >= 3600 ? '1h' : '10m'}`,
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
  summary: 'MFA device; without --token-code, rolecall prompts for the code',
}
export const TOKEN_CODE: Member = {
  name: 'TokenCode',
  kind: 'text',
  shape: 'TokenCode',
  summary: 'six digits (ROLECALL_MFA_CODE and the prompt are safer)',
}
export const TOKEN_SIZE: Member = {
  name: 'MinimumSessionTokenSize',
  kind: 'number',
  min: 0,
  max: 4096,
  summary: 'pad the session token to at least this many bytes (to test size limits)',
}
