import { base64Text } from '../../system/bytes.js'
import { hmacSha256Hex, randomBytes } from '../../system/crypto.js'
import { isSameToken, urlSafe } from './token.js'

/** Session tokens of the metadata service. They carry their end, so that none has to be kept. */
export interface ImdsTokens {
  /** @param ttl seconds */
  issue: (ttl: number) => string
  isValid: (token: string) => boolean
}

/** @param monotonicMs a clock that never goes back, in milliseconds */
export function imdsTokens(monotonicMs: () => number): ImdsTokens {
  const key = randomBytes(32)
  const sign = (text: string): string => `${text}.${hmacSha256Hex(key, text)}`
  return {
    issue(ttl) {
      const end = Math.floor(monotonicMs() + ttl * 1000).toString(36)
      return sign(`${end}.${urlSafe(base64Text(randomBytes(16)))}`)
    },
    isValid(token) {
      const [end = '', nonce = ''] = token.split('.')
      return isSameToken(token, sign(`${end}.${nonce}`)) && monotonicMs() < parseInt(end, 36)
    },
  }
}
