import type { Section } from './grammar.js'
import { propertiesOf } from './properties.js'

/** A value and the path of its file. */
export interface FileValue {
  value: string
  path: string
}

/**
 * The values of a section by lower-case key. A Map, so that `__proto__` is a key like any other.
 */
export type Keys = ReadonlyMap<string, FileValue>

/** Keys that switch something off if they are empty. */
const MEANINGFUL_IF_EMPTY: ReadonlySet<string> = new Set([
  ...['mfa_serial', 'rolecall_mfa_serial'],
  'cli_pager',
])

/**
 * Merges sections. A key without a value counts as absent, as in the JavaScript SDK, except an
 * empty `mfa_serial`: the profile uses no device, whatever its source has. An empty `cli_pager`
 * makes the AWS CLI print without a pager.
 */
export function keysIn(
  { text, path }: { text: string; path: string },
  sections: readonly Section[],
): Keys | undefined {
  if (sections.length === 0) return undefined
  const keys = new Map<string, FileValue>()
  for (const { key, value } of sections.flatMap((section) => propertiesOf(text, section))) {
    if (value !== '' || MEANINGFUL_IF_EMPTY.has(key)) keys.set(key, { value, path })
  }
  return keys
}

/** The keys of a profile in both files, either of which may lack it. */
export function merged(
  ofConfig: Keys | undefined,
  ofCredentials: Keys | undefined,
): Keys | undefined {
  if (!ofConfig || !ofCredentials) return ofConfig ?? ofCredentials
  return mergeKeys(ofCredentials, ofConfig)
}

/**
 * Merges keys; those of `first` win. An access key is taken as a whole, with its token, from the
 * first that has both halves, as in botocore and Ruby: parts of two access keys do not fit.
 */
export function mergeKeys(first: Keys, second: Keys): Map<string, FileValue> {
  const all = new Map([...second, ...first])
  const owner = [first, second].find(hasPair)
  if (!owner) return all
  for (const part of [...PAIR, ...TOKENS]) {
    const value = owner.get(part)
    if (value) all.set(part, value)
    else all.delete(part)
  }
  return all
}

const PAIR = ['aws_access_key_id', 'aws_secret_access_key'] as const

const TOKENS = ['aws_session_token', 'aws_security_token'] as const

function hasPair(keys: Keys): boolean {
  return PAIR.every((half) => keys.has(half))
}
