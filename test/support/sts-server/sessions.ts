import { randomBytes } from 'node:crypto'
import { accessKeyId, secret } from './default-model.js'
import { identityOf, type Principal, type Session } from './model.js'

/**
 * Creates temporary credentials.
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
    sessionToken: '',
    status: 'Active',
    principal,
    issuedAt,
    expiration: issuedAt + seconds * 1000,
    transitiveTagKeys: [],
    ...properties,
  }
}

/** As with AWS, a token is long and contains `+`, `/` and `=`. */
export const sessionToken = (bytes: number): string =>
  `IQoJb3JpZ2luX2Vj+/${randomBytes(bytes).toString('base64')}`
