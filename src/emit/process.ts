import { jsonText } from '../core/json.js'
import type { Credentials } from '../core/credentials.js'

/**
 * The output of a `credential_process` (docs/contracts.md §1.3): one line of JSON whose Version is
 * the number 1. Unknown fields are omitted, because SDKs fail on empty strings.
 */
export function processJson(credentials: Credentials): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = credentials
  const output = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiration,
    AccountId: accountId,
  }
  return `${jsonText(output)}\n`
}
