import type { Credentials } from '../core/credentials.js'
import { CONTROL_OR_LONE_SURROGATE } from '../core/control-characters.js'
import { RolecallError } from '../core/errors.js'

/** The data that a format can print. */
export interface EmitInput {
  credentials: Credentials
  /** The requested name: a profile or a role ARN. */
  profile: string
  region?: string | undefined
}

/** An environment variable to set; without a value, to unset. */
export interface Variable {
  name: string
  value?: string
}

/**
 * Must be unset: the JavaScript SDK ignores keys in the environment if AWS_PROFILE is set
 * (docs/contracts.md §1.7). Empty is not enough: botocore would look for a profile called ''.
 */
export const PROFILE_NAMES: readonly string[] = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']

/**
 * Variables of an earlier login that an SDK might prefer. botocore prefers AWS_SECURITY_TOKEN to
 * AWS_SESSION_TOKEN, the JavaScript SDK reads AWS_CREDENTIAL_SCOPE, and the Go and Java SDKs read
 * the short names. Shell prompts show the expiration that aws-vault used to export.
 */
export const STALE_NAMES: readonly string[] = [
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_EXPIRATION',
  // Expiry of another session, set by an earlier `use`.
  'ROLECALL_EXPIRES',
]

/** The JavaScript SDK reads the first, botocore the second, Go both (docs/contracts.md §3.5). */
export const REGION_NAMES: readonly string[] = ['AWS_REGION', 'AWS_DEFAULT_REGION']

/** The variables that rolecall sets, and their values. */
const VALUES: Readonly<Record<string, (input: EmitInput) => string | undefined>> = {
  AWS_ACCESS_KEY_ID: ({ credentials }) => credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: ({ credentials }) => credentials.secretAccessKey,
  AWS_SESSION_TOKEN: ({ credentials }) => credentials.sessionToken,
  AWS_CREDENTIAL_EXPIRATION: ({ credentials }) => credentials.expiration,
  AWS_ACCOUNT_ID: ({ credentials }) => credentials.accountId,
  AWS_REGION: ({ region }) => region,
  AWS_DEFAULT_REGION: ({ region }) => region,
  ROLECALL_PROFILE: ({ profile }) => profile,
}

/**
 * The variables that make every SDK use these credentials and no others. Missing values are unset,
 * except the region: if it is unknown, the user's own stays.
 * @throws RolecallError 'failed' for a value with a control character
 */
export function variablesOf(input: EmitInput): Variable[] {
  const set = Object.entries(VALUES).map(([name, read]) => variable(name, read(input)))
  const stale = [...PROFILE_NAMES, ...STALE_NAMES].map((name) => ({ name }))
  const isUserRegion = ({ name, value }: Variable): boolean =>
    value === undefined && REGION_NAMES.includes(name)
  return [...set.filter((each) => !isUserRegion(each)), ...stale]
}

/** Unsets exactly the variables that {@link variablesOf} may have set. */
export function clearedVariables(): Variable[] {
  return Object.keys(VALUES).map((name) => ({ name }))
}

/** The error for a value that a format cannot represent. It names the variable, not the value. */
export function unsupportedValueError(name: string, what: string, format?: string): RolecallError {
  const subject = format === undefined ? 'rolecall' : `the ${format} format`
  return new RolecallError('failed', `${name} has ${what}, which ${subject} cannot pass on`, {
    hint:
      format === undefined
        ? 'check the profile and its credential source for a damaged value'
        : 'use another --format, or rolecall exec, which can pass any value',
  })
}

/** @throws RolecallError 'failed' for a value with a control character, which no format can pass */
export function variable(name: string, value: string | undefined): Variable {
  if (value === undefined) return { name }
  if (CONTROL_OR_LONE_SURROGATE.test(value))
    throw unsupportedValueError(name, 'a control character')
  return { name, value }
}
