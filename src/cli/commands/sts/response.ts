import { jsonText } from '../../../core/json.js'
import { accountOfArn } from '../../../core/arn.js'
import { isoSeconds, type Credentials } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import type { StsResponse } from '../../../sts/raw-call.js'

/** A response as the AWS CLI v1 prints it: four spaces, the API's order, times in ISO 8601. */
export function answerJson(answer: StsResponse): string {
  return `${jsonText(withTimes(answer), 4)}\n`
}

/**
 * The credentials in a response.
 * @throws RolecallError 'failed' if one of their parts is missing
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
    throw new RolecallError('failed', 'the STS response is incomplete')
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

/** ARN of the principal, which each operation returns under another name. */
function principalArn({ AssumedRoleUser, FederatedUser, AssumedPrincipal }: StsResponse): string {
  const user = (AssumedRoleUser ?? FederatedUser ?? { Arn: AssumedPrincipal }) as { Arn?: unknown }
  return typeof user.Arn === 'string' ? user.Arn : ''
}

function withTimes(value: unknown): unknown {
  if (value instanceof Date) return isoSeconds(value.getTime())
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withTimes(part)]))
}
