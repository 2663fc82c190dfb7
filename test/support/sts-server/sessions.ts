import { randomBytes } from 'node:crypto'
import { accessKeyId, secret } from './default-model.js'
import { identityOf, type Principal, type Session } from './model.js'

/**
 * Creates temporary credentials. As with AWS, the token is long and contains `+`, `/` and `=`.
 * @param issuedAt milliseconds since 1970
 */
export function newSession(
  principal: Principal,
  issuedAt: number,
  seconds: number,
  properties: Partial<Session>,
): Session {
  return {
    accessKeyId: accessKeyId('ASIA', identityOf(principal).account),
    secretAccessKey: secret(),
    sessionToken: `IQoJb3JpZ2luX2Vj+/${randomBytes(400).toString('base64')}`,
    status: 'Active',
    principal,
    issuedAt,
    expiration: issuedAt + seconds * 1000,
    transitiveTagKeys: [],
    ...properties,
  }
}
