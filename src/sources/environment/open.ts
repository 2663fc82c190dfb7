import { isoSeconds, type Credentials } from '../../core/credentials.js'
import { envVar } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { EnvironmentSource } from '../../core/source/keys.js'
import type { Host } from '../../system/host.js'

/**
 * The access key in the environment variables, with its secret and its account.
 * AWS_CREDENTIAL_EXPIRATION is passed on if it is a valid time.
 * @throws RolecallError 'config' if only half of the key is set, or the session has expired
 */
export function openEnvironment(
  _source: EnvironmentSource,
  { host: { env, now } }: { host: Pick<Host, 'env' | 'now'> },
): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (!accessKeyId || !secretAccessKey) {
    throw new RolecallError('config', 'the environment contains no complete access key', {
      hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose a profile',
    })
  }
  const sessionToken = envVar(env, 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN')
  const accountId = envVar(env, 'AWS_ACCOUNT_ID')
  const account = accountId === undefined ? {} : { accountId }
  if (sessionToken === undefined) return { accessKeyId, secretAccessKey, ...account }
  const expiry = Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? '')
  if (expiry <= now().at) throw expiredError(expiry)
  const expiration = Number.isNaN(expiry) ? {} : { expiration: isoSeconds(expiry) }
  return { accessKeyId, secretAccessKey, sessionToken, ...expiration, ...account }
}

/** SDKs refuse such credentials too (docs/contracts.md §1.3). */
function expiredError(expiry: number): RolecallError {
  const when = isoSeconds(expiry)
  return new RolecallError('config', `the credentials in the environment expired at ${when}`, {
    hint: 'replace them or unset them: eval "$(rolecall env --unset)"; or choose a profile',
  })
}
