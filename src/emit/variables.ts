import type { Credentials } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'

/** Everything that a format may say. */
export interface Emission {
  credentials: Credentials
  /** The name that was asked for: a profile, or a role ARN. */
  profile: string
  region?: string | undefined
}

/** One environment variable. Without a value it is to be unset. */
export interface Variable {
  name: string
  value?: string
}

/**
 * JavaScript's SDK ignores keys in the environment beside AWS_PROFILE, so credentials without this would be
 * somebody else's (contracts §1.7). Unset it must be, not empty: botocore looks for a profile called ''.
 */
export const PROFILE_NAMES: readonly string[] = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']

/**
 * What an earlier login may have left and some SDK reads before, or beside, what we set: botocore prefers
 * AWS_SECURITY_TOKEN to AWS_SESSION_TOKEN, JavaScript's SDK reads AWS_CREDENTIAL_SCOPE, Go's and Java's the short
 * names, and prompts show the expiration that aws-vault used to export.
 */
export const STALE_NAMES: readonly string[] = [
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_EXPIRATION',
  // Of an earlier `use`: another session's end.
  'ROLECALL_EXPIRES',
]

/** JavaScript's SDK reads the first, botocore the second, Go's both (contracts §3.5). */
export const REGION_NAMES: readonly string[] = ['AWS_REGION', 'AWS_DEFAULT_REGION']

/** What we set, and where its value comes from. */
const VALUES: Readonly<Record<string, (emission: Emission) => string | undefined>> = {
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
 * The environment that makes every SDK use these credentials and no others. What the credentials lack is unset;
 * only a region that we do not know is left as the user has it.
 * @throws RolecallError 'failed' for a value with a control character, which no honest source gives
 */
export function variablesOf(emission: Emission): Variable[] {
  const set = Object.entries(VALUES).map(([name, read]) => variable(name, read(emission)))
  const stale = [...PROFILE_NAMES, ...STALE_NAMES].map((name) => ({ name }))
  const isUserRegion = ({ name, value }: Variable): boolean =>
    value === undefined && REGION_NAMES.includes(name)
  return [...set.filter((each) => !isUserRegion(each)), ...stale]
}

/** Clears whatever {@link variablesOf} may have set, and nothing else. */
export function clearedVariables(): Variable[] {
  return Object.keys(VALUES).map((name) => ({ name }))
}

/** @returns the error for a value that a format cannot carry: the variable is named, its value never */
export function cannotCarry(name: string, what: string, format?: string): RolecallError {
  const subject = format === undefined ? 'rolecall' : `the ${format} format`
  return new RolecallError('failed', `${name} has ${what}, which ${subject} cannot pass on`, {
    hint:
      format === undefined
        ? 'look for a damaged value where the profile and its credentials come from'
        : 'use another --format, or rolecall exec, which hands over any value',
  })
}

/** Control characters, and halves of surrogate pairs, which UTF-8 cannot express. */
const DAMAGED = /[\p{Cc}\p{Cs}]/u

/** @throws RolecallError 'failed' for a value with a control character */
export function variable(name: string, value: string | undefined): Variable {
  if (value === undefined) return { name }
  if (DAMAGED.test(value)) throw cannotCarry(name, 'a control character')
  return { name, value }
}
