import { accountOfArn, serviceUrl } from '../../core/arn.js'
import {
  isoSeconds,
  type CertificateIdentity,
  type ClockReading,
  type Session,
  type SigningIdentity,
} from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isNonEmptyString, isObject, isTime } from '../../core/json.js'
import type { Plan } from '../../core/plan.js'
import type { Step } from '../../core/step.js'
import { clockReading } from '../../core/time/clock-reading.js'
import { fetchFor } from '../../net/fetch.js'
import type { Host } from '../../system/host.js'
import { callService, type Answer } from '../json-service.js'
import { certificateRefusalError } from './refusals.js'
import { signedHeaders } from './sign-request.js'

type CreateSessionStep = Extract<Step, { operation: 'CreateSession' }>

/** A smaller difference of the clocks does not make AWS refuse a signature. */
const MAX_CLOCK_SKEW_MS = 4 * 60_000

/**
 * Exchanges a certificate for a session of a role. If AWS refuses the request because of its date,
 * it is signed again by AWS's clock, as SDKs do.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function createSession(
  { target, input }: CreateSessionStep,
  signer: SigningIdentity,
  { host, ...plan }: Pick<Plan, 'caBundle'> & { host: Pick<Host, 'env' | 'now'> },
): Promise<Session> {
  if (!('certificates' in signer)) throw new TypeError('CreateSession needs a certificate')
  const { region, endpoint, fips, dualStack } = target
  const flags = { fips: fips ?? false, dualStack: dualStack ?? false }
  const url = endpoint ?? serviceUrl('rolesanywhere', region, flags)
  const fetch = fetchFor(plan, host)
  const send = (offsetMs: number): Promise<Answer> =>
    callService(
      { url, fetch, name: 'IAM Roles Anywhere' },
      {
        method: 'POST',
        path: '/sessions',
        body: bodyOf(input, signer),
        headers: (body) => {
          const address = new URL(`${url.replace(/\/$/, '')}/sessions`)
          return signedHeaders({ url: address, body, region, at: host.now().at + offsetMs }, signer)
        },
      },
    )
  let answer = await send(0)
  const offsetMs = (answer.servedAt ?? host.now().at) - host.now().at
  const mayBeClock = !answer.ok && answer.status === 403 && Math.abs(offsetMs) > MAX_CLOCK_SKEW_MS
  if (mayBeClock) answer = await send(offsetMs)
  if (!answer.ok) throw certificateRefusalError(answer, input, offsetMs)
  return sessionIn(answer.body, clockReading(host.now(), answer.servedAt))
}

function bodyOf(
  {
    RoleArn,
    TrustAnchorArn,
    ProfileArn,
    DurationSeconds,
    RoleSessionName,
  }: CreateSessionStep['input'],
  { certificates }: CertificateIdentity,
): object {
  return {
    cert: certificates[0],
    durationSeconds: DurationSeconds,
    profileArn: ProfileArn,
    roleArn: RoleArn,
    ...(RoleSessionName === undefined ? {} : { roleSessionName: RoleSessionName }),
    trustAnchorArn: TrustAnchorArn,
  }
}

function sessionIn(body: Readonly<Record<string, unknown>>, issued: ClockReading): Session {
  const [first] = Array.isArray(body['credentialSet']) ? (body['credentialSet'] as unknown[]) : []
  const set = isObject(first) ? first : {}
  const keys = isObject(set['credentials']) ? set['credentials'] : {}
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = keys
  if (
    !isNonEmptyString(accessKeyId) ||
    !isNonEmptyString(secretAccessKey) ||
    !isNonEmptyString(sessionToken) ||
    !isTime(expiration)
  ) {
    throw new RolecallError('failed', 'the response of IAM Roles Anywhere is incomplete', {
      hint: 'a proxy may have changed it: try again, or check the endpoint and the proxy',
    })
  }
  const user = isObject(set['assumedRoleUser']) ? set['assumedRoleUser'] : {}
  const arn = isNonEmptyString(user['arn']) ? user['arn'] : undefined
  const accountId = arn === undefined ? undefined : accountOfArn(arn)
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiration: isoSeconds(Date.parse(expiration)),
    issued,
    ...(arn === undefined ? {} : { arn }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}
