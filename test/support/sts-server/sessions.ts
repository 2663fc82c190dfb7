import { randomBytes } from 'node:crypto'
import { accessKeyId, secret } from './default-model.js'
import { identityOf, type Principal, type Session } from './model.js'

/**
 * New temporary credentials. The token is long, opaque and full of `+`, `/` and `=`, as AWS's are.
 * @param issuedAt milliseconds since 1970
 */
export function newSession(
  principal: Principal,
  issuedAt: number,
  seconds: number,
  carried: Partial<Session>,
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
    ...carried,
  }
}
