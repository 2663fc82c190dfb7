import { isoSeconds, type Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { ProcessSource } from '../../core/source/keys.js'
import { isNonEmptyString, parseObject } from '../../core/json.js'
import { accountOf } from '../account.js'
import { runSourceCommand } from '../open-command.js'
import type { OpenContext } from '../open-context.js'

/**
 * Runs another tool's `credential_process`.
 * @throws RolecallError 'config' if it prints a session although the profile declares a long-term
 * key; 'failed' for any other output that is not credentials
 */
export async function openProcess(
  { command, profile, longTerm }: ProcessSource,
  context: OpenContext,
): Promise<Credentials> {
  const output = await runSourceCommand(command, 'credential_process', context)
  const credentials = {
    ...accountOf(profile, context.files),
    ...parseProcessOutput(output, profile, context.host.now().at),
  }
  if (!longTerm || credentials.sessionToken === undefined) return credentials
  const what = `the credential_process of profile ${profile}`
  throw new RolecallError('config', `${what} returned a session instead of a long-term key`, {
    hint: `make it return the access key itself (aws-vault: --no-session), or remove rolecall_long_term_keys from ${profile}`,
  })
}

/**
 * Parses the output of another tool's `credential_process` (docs/contracts.md §1.3).
 * @param now milliseconds since 1970
 * @throws RolecallError 'failed' that never quotes the output
 */
function parseProcessOutput(output: string, profile: string, now: number): Credentials {
  const outputError = (problem: string): RolecallError =>
    new RolecallError('failed', `the credential_process of profile ${profile} ${problem}`, {
      hint: 'run the command yourself: it must print {"Version": 1, "AccessKeyId": …, "SecretAccessKey": …}',
    })
  const printed = parseObject(output)
  if (!printed) throw outputError('did not print a JSON object')
  if (printed['Version'] !== 1) throw outputError('printed a Version other than 1')
  const [accessKeyId, secretAccessKey] = [printed['AccessKeyId'], printed['SecretAccessKey']]
  if (!isNonEmptyString(accessKeyId) || !isNonEmptyString(secretAccessKey))
    throw outputError('printed no access key')
  const { SessionToken: sessionToken, Expiration: expiration, AccountId: accountId } = printed
  const expiry = isNonEmptyString(expiration) ? Date.parse(expiration) : undefined
  if (Number.isNaN(expiry)) throw outputError('printed an Expiration that is not a valid time')
  if (expiry !== undefined && expiry <= now) throw outputError('printed expired credentials')
  return {
    accessKeyId,
    secretAccessKey,
    ...(isNonEmptyString(sessionToken) ? { sessionToken } : {}),
    ...(expiry === undefined ? {} : { expiration: isoSeconds(expiry) }),
    ...(isNonEmptyString(accountId) ? { accountId } : {}),
  }
}
