import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { checkInput, DURATION, durationOf, list } from '../input.js'
import { writeJwt } from '../jwt.js'
import { identityOf } from '../model.js'
import type { Operation } from '../operation.js'
import { checkTags } from '../policies.js'

const DEFAULT_SECONDS = 300

export const getWebIdentityToken: Operation = {
  signed: true,
  run({ input, caller, now }) {
    checkInput(input, {
      Audience: { required: true, members: 10 },
      SigningAlgorithm: { required: true, length: [5, 5], pattern: 'RS256|ES384' },
      [DURATION]: { range: [60, 3600] },
      Tags: { members: 50 },
    })
    checkTags(input, undefined)
    const { arn, account } = identityOf(caller.principal)
    const seconds = Math.floor(now / 1000)
    const expires = seconds + durationOf(input, DEFAULT_SECONDS)
    const algorithm = input.get('SigningAlgorithm') ?? ''
    const claims = {
      iss: `https://${account}.tokens.sts.global.api.aws`,
      sub: arn,
      aud: list(input, 'Audience'),
      iat: seconds,
      exp: expires,
      jti: randomUUID(),
    }
    return {
      WebIdentityToken: writeJwt(claims, algorithm, signingKey(algorithm), algorithm),
      Expiration: new Date(expires * 1000).toISOString().replace(/\.\d+/, ''),
    }
  },
}

const keys = new Map<string, KeyObject>()

function signingKey(algorithm: string): KeyObject {
  const cached = keys.get(algorithm)
  if (cached) return cached
  const { privateKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-384' })
  keys.set(algorithm, privateKey)
  return privateKey
}
