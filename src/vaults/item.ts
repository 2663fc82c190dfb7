import { isNonEmptyString, parseObject } from '../core/json.js'
import type { KeyPair } from '../aws-files/key-text.js'
import { base64Bytes, utf8Text } from '../system/bytes.js'

/** What an item of a vault contains. */
export type ItemContent = KeyPair | 'session' | 'other'

/**
 * Reads an item: the JSON of Go's `aws.Credentials`, or an `Item` of the library around it, whose
 * `Data` is that JSON in base64 (docs/contracts.md §11).
 * @returns 'other' for an item of something else; its text is quoted nowhere
 */
export function itemContent(text: string): ItemContent {
  const outer = parseObject(text)
  const data = outer?.['Data']
  const body = typeof data === 'string' ? parseObject(utf8Text(base64Bytes(data))) : outer
  // The sessions of aws-vault spell it AccessKeyId.
  const { AccessKeyID: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken } = body ?? {}
  if (!isNonEmptyString(accessKeyId) || !isNonEmptyString(secretAccessKey)) return 'other'
  return isNonEmptyString(SessionToken) ? 'session' : { accessKeyId, secretAccessKey }
}

/**
 * Whether an item is a session or a token that aws-vault caches, by its name. The older spellings
 * are those of versions before 6.
 */
export function isCacheItem(name: string): boolean {
  return CACHE_ITEMS.some((pattern) => pattern.test(name))
}

const CACHE_ITEMS = [
  /^[^,]+,[^,]+,[^,]*,\d+$/,
  /^session:[^ ]+:[^ ]*:[^:]+$/,
  /^.+? session \(\d+\)$/,
  /^oidc:/,
]
