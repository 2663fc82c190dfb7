import { accountOfArn } from '../../../core/arn.js'
import { isoSeconds, type Credentials } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import type { StsResponse } from '../../../sts/raw-call.js'

/** An answer of STS as the AWS CLI v1 prints it: four spaces, the API's order, times as STS wrote them. */
export function answerJson(answer: StsResponse): string {
  return `${JSON.stringify(withTimes(answer), null, 4)}\n`
}

/**
 * The credentials in an answer.
 * @throws RolecallError 'failed' where one is missing
 */
export function credentialsIn(answer: StsResponse): Credentials {
  const credentials = (answer['Credentials'] ?? {}) as Record<string, unknown>
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials
  if (
    typeof AccessKeyId !== 'string' ||
    typeof SecretAccessKey !== 'string' ||
    typeof SessionToken !== 'string' ||
    !(Expiration instanceof Date)
  ) {
    throw new RolecallError('failed', 'the answer of STS holds no whole credentials')
  }
  const accountId = accountOfArn(principalArn(answer))
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: isoSeconds(Expiration.getTime()),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

/** Whom the credentials stand for; each operation has a place of its own for it. */
function principalArn({ AssumedRoleUser, FederatedUser, AssumedPrincipal }: StsResponse): string {
  const user = (AssumedRoleUser ?? FederatedUser ?? { Arn: AssumedPrincipal }) as { Arn?: unknown }
  return typeof user.Arn === 'string' ? user.Arn : ''
}

function withTimes(value: unknown): unknown {
  if (value instanceof Date) return isoSeconds(value.getTime())
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withTimes(part)]))
}
