import { isoSeconds, type Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isText, parseObject } from '../../core/json.js'

/**
 * What another tool's `credential_process` printed (contracts §1.3).
 * @param now milliseconds since 1970
 * @throws RolecallError that says what is wrong with it, never what it holds
 */
export function parseProcessOutput(output: string, profile: string, now: number): Credentials {
  const fault = (what: string): RolecallError =>
    new RolecallError('failed', `the credential_process of profile ${profile} ${what}`, {
      hint: 'run its command by itself: it must print {"Version": 1, "AccessKeyId": …, "SecretAccessKey": …}',
    })
  const answer = parseObject(output)
  if (!answer) throw fault('did not print a JSON object')
  if (answer['Version'] !== 1) throw fault('printed a Version other than 1')
  const [accessKeyId, secretAccessKey] = [answer['AccessKeyId'], answer['SecretAccessKey']]
  if (!isText(accessKeyId) || !isText(secretAccessKey)) throw fault('printed no access key')
  const { SessionToken: sessionToken, Expiration: expiration, AccountId: accountId } = answer
  const expiry = isText(expiration) ? Date.parse(expiration) : undefined
  if (Number.isNaN(expiry)) throw fault('printed an Expiration that is no time')
  if (expiry !== undefined && expiry <= now) throw fault('printed credentials that have expired')
  return {
    accessKeyId,
    secretAccessKey,
    ...(isText(sessionToken) ? { sessionToken } : {}),
    ...(expiry === undefined ? {} : { expiration: isoSeconds(expiry) }),
    ...(isText(accountId) ? { accountId } : {}),
  }
}
