import type { Credentials } from '../core/credentials.js'
import { CONTROL_OR_LONE_SURROGATE } from '../core/control-characters.js'
import type { Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { SdkSetting } from './sdk-settings.js'

/** The data that a format can print. */
export interface EmitInput {
  credentials: Credentials
  /** The requested name: a profile or a role ARN. */
  profile: string
  /** What the session is limited to, for prompts. */
  limit?: string | undefined
  region?: string | undefined
  /** Settings of the profile, for a format that has keys for them. */
  settings?: readonly SdkSetting[]
  /** The variables beside the credentials; by default the region, and no name of a profile. */
  surroundings?: readonly Variable[]
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

/** The name of the credentials, for prompts and for the next command. */
const PROFILE = 'ROLECALL_PROFILE'

/** What the credentials are limited to, for prompts. */
export const LIMIT = 'ROLECALL_LIMIT'

/** The variables of credentials, and their values. */
const VALUES: Readonly<Record<string, (input: EmitInput) => string | undefined>> = {
  AWS_ACCESS_KEY_ID: ({ credentials }) => credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: ({ credentials }) => credentials.secretAccessKey,
  AWS_SESSION_TOKEN: ({ credentials }) => credentials.sessionToken,
  AWS_CREDENTIAL_EXPIRATION: ({ credentials }) => credentials.expiration,
  AWS_ACCOUNT_ID: ({ credentials }) => credentials.accountId,
}

/**
 * The variables that make every SDK use these credentials and no others. Missing values are unset,
 * except the region: if it is unknown, the user's own stays.
 * @throws RolecallError 'failed' for a value with a control character
 */
export function variablesOf(input: EmitInput): Variable[] {
  const { region, surroundings = regionAlone(region) } = input
  const set = Object.entries(VALUES).map(([name, read]) => variable(name, read(input)))
  const stale = STALE_NAMES.map((name) => ({ name }))
  const names = [variable(PROFILE, input.profile), variable(LIMIT, input.limit)]
  return [...set, ...surroundings, ...names, ...stale]
}

/** Unsets the credentials that {@link variablesOf} may have set. */
export function clearedVariables(): Variable[] {
  return [...Object.keys(VALUES), PROFILE, LIMIT].map((name) => ({ name }))
}

function regionAlone(region: string | undefined): Variable[] {
  const regions = region === undefined ? [] : REGION_NAMES.map((name) => variable(name, region))
  return [...regions, ...PROFILE_NAMES.map((name) => ({ name }))]
}

/** Removes duplicates: the last assignment of a variable wins. */
export function merged(variables: readonly Variable[]): Variable[] {
  return [...new Map(variables.map((each) => [each.name, each])).values()]
}

/** The environment after the variables were set. */
export function applied(variables: readonly Variable[], env: Env): Env {
  return { ...env, ...Object.fromEntries(variables.map(({ name, value }) => [name, value])) }
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
