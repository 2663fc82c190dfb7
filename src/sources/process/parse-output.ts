import { isoSeconds, type Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isText, parseObject } from '../../secrets/session-json.js'

/**
 * Parses the output of another tool's `credential_process` (docs/contracts.md §1.3).
 * @param now milliseconds since 1970
 * @throws RolecallError 'failed' that never quotes the output
 */
export function parseProcessOutput(output: string, profile: string, now: number): Credentials {
  const outputError = (problem: string): RolecallError =>
    new RolecallError('failed', `the credential_process of profile ${profile} ${problem}`, {
      hint: 'run the command yourself: it must print {"Version": 1, "AccessKeyId": …, "SecretAccessKey": …}',
    })
  const printed = parseObject(output)
  if (!printed) throw outputError('did not print a JSON object')
  if (printed['Version'] !== 1) throw outputError('printed a Version other than 1')
  const [accessKeyId, secretAccessKey] = [printed['AccessKeyId'], printed['SecretAccessKey']]
  if (!isText(accessKeyId) || !isText(secretAccessKey)) throw outputError('printed no access key')
  const { SessionToken: sessionToken, Expiration: expiration, AccountId: accountId } = printed
  const expiry = isText(expiration) ? Date.parse(expiration) : undefined
  if (Number.isNaN(expiry)) throw outputError('printed an Expiration that is not a valid time')
  if (expiry !== undefined && expiry <= now) throw outputError('printed expired credentials')
  return {
    accessKeyId,
    secretAccessKey,
    ...(isText(sessionToken) ? { sessionToken } : {}),
    ...(expiry === undefined ? {} : { expiration: isoSeconds(expiry) }),
    ...(isText(accountId) ? { accountId } : {}),
  }
}
