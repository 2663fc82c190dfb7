import type { Credentials } from '../core/credentials.js'

/**
 * What an SDK expects of a `credential_process` (contracts §1.3): one line of JSON whose Version is the number 1,
 * and in which what is not known is left out: SDKs trip over empty strings.
 */
export function processJson(credentials: Credentials): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = credentials
  const answer = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiration,
    AccountId: accountId,
  }
  return `${JSON.stringify(answer)}\n`
}
