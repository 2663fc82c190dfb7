import { isNonEmptyString, parseObject } from '../json.js'
import { sha256 } from '../digest/sha256.js'

/**
 * What the index says of a sign-in with IAM Identity Center that rolecall keeps. It contains no
 * secret, so that a cache hit can tell whose the sign-in is without opening a store.
 */
export interface SsoIdentity {
  /** Hash that stays the same while the sign-in is renewed, hex. */
  identity: string
  /** Hashes of its access tokens, the newest last: the AWS CLI's file may contain one of them. */
  tokens: string[]
  /** Hashes of access tokens in the AWS CLI's file that this sign-in has replaced. */
  replaced: string[]
}

/**
 * Key of the sign-in in the store and in the index.
 * @param id name of the `[sso-session]`, or the start URL of a profile without one
 * @returns 64 hex digits
 */
export function ssoSignInKey(id: string): string {
  return sha256(`IAM Identity Center ${id}`)
}

/** Reads an index entry. @returns undefined if it is not complete */
export function parseSsoIdentity(text: string): SsoIdentity | undefined {
  const fields = parseObject(text)
  return fields && isSsoIdentity(fields) ? fields : undefined
}

/** Guard for the fields of an index entry. */
export function isSsoIdentity(fields: object): fields is SsoIdentity {
  const { identity, tokens, replaced } = fields as Partial<Record<keyof SsoIdentity, unknown>>
  const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isNonEmptyString)
  return isNonEmptyString(identity) && isList(tokens) && isList(replaced)
}

/**
 * Whose sign-in is in use: that of the AWS CLI's file if there is one, as in the SDKs, unless
 * rolecall knows that its own sign-in has taken its place.
 * @param token hash of the access token in the AWS CLI's file
 */
export function ssoIdentity(
  token: string | undefined,
  own: SsoIdentity | undefined,
): string | undefined {
  if (token === undefined || own === undefined) return token ?? own?.identity
  return own.tokens.includes(token) || own.replaced.includes(token) ? own.identity : token
}
