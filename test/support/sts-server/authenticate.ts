import { StsError } from './errors.js'
import type { AccessKey, Model, Principal, Session } from './model.js'
import { identityOf } from './model.js'
import {
  readAuthorization,
  signatureMatches,
  unsignedHeaders,
  type SignedRequest,
} from './sigv4.js'

/** Clock difference between client and server that AWS tolerates. */
const MAX_CLOCK_SKEW_MS = 15 * 60 * 1000

export interface Caller {
  principal: Principal
  /** The session that signed; undefined for a long-term key. */
  session?: Session
}

/**
 * Identifies the caller. The checks have AWS's order: key, date, signature, expiry of the session,
 * region.
 * @param now milliseconds since 1970
 * @throws StsError
 */
export function authenticate(
  request: SignedRequest,
  model: Model,
  sessions: readonly Session[],
  now: number,
  service: 'sts' | 'iam' | 'cloudtrail' | 'cognito-identity' | 's3' = 'sts',
): Caller {
  const authorization = readAuthorization(request.headers)
  const found = findKey(authorization.accessKeyId, model, sessions)
  const token = request.headers['x-amz-security-token']
  if (!found || !isAccepted(found.key) || found.caller.session?.sessionToken !== token)
    throw new StsError(
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
    )
  checkScope(authorization, service)
  checkClock(String(request.headers['x-amz-date']), authorization.date, now)
  const unsigned = unsignedHeaders(request.headers, authorization.signedHeaders)
  if (unsigned.length)
    throw new StsError(
      'SignatureDoesNotMatch',
      `'${unsigned.join("', '")}' must be a 'SignedHeader' in the AWS Authorization.`,
    )
  if (!signatureMatches(request, authorization, found.key.secretAccessKey))
    throw new StsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret ' +
        'Access Key and signing method. Consult the service documentation for details.',
    )
  if (found.caller.session && found.caller.session.expiration <= now)
    throw new StsError('ExpiredToken', 'The security token included in the request is expired')
  checkRegion(authorization.region, found.caller.principal, model)
  if (!found.caller.session) found.key.lastUsed = now
  return found.caller
}

/** Whether the part of AWS that gets this request knows the key as active. */
function isAccepted(key: AccessKey): boolean {
  if ((key.unknownFor ?? 0) > 0) {
    key.unknownFor = (key.unknownFor ?? 0) - 1
    return false
  }
  if (key.status === 'Active') return true
  if ((key.activeFor ?? 0) === 0) return false
  key.activeFor = (key.activeFor ?? 0) - 1
  return true
}

function findKey(
  accessKeyId: string,
  model: Model,
  sessions: readonly Session[],
): { key: AccessKey; caller: Caller } | undefined {
  const session = sessions.find((issued) => issued.accessKeyId === accessKeyId)
  if (session) return { key: session, caller: { principal: session.principal, session } }
  for (const user of model.users) {
    const key = user.keys.find((candidate) => candidate.accessKeyId === accessKeyId)
    if (key) return { key, caller: { principal: { kind: 'user', user } } }
  }
  return undefined
}

function checkScope(
  { region, service }: { region: string; service: string },
  wanted: string,
): void {
  if (service !== wanted)
    throw new StsError(
      'SignatureDoesNotMatch',
      `Credential should be scoped to correct service: '${wanted}'. `,
    )
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region))
    throw new StsError('SignatureDoesNotMatch', 'Credential should be scoped to a valid region. ')
}

function checkClock(amzDate: string, scopeDate: string, now: number): void {
  const signedAt = Date.parse(
    amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (Number.isNaN(signedAt))
    throw new StsError('IncompleteSignature', "Date must be in ISO-8601 'basic format'.")
  if (!amzDate.startsWith(scopeDate))
    throw new StsError(
      'SignatureDoesNotMatch',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${amzDate.slice(0, 8)}'.`,
    )
  if (signedAt < now - MAX_CLOCK_SKEW_MS)
    throw new StsError(
      'SignatureDoesNotMatch',
      `Signature expired: ${amzDate} is now earlier than ${basicIso(now - MAX_CLOCK_SKEW_MS)} (${basicIso(now)} - 15 min.)`,
    )
  if (signedAt > now + MAX_CLOCK_SKEW_MS)
    throw new StsError(
      'SignatureDoesNotMatch',
      `Signature not yet current: ${amzDate} is still later than ${basicIso(now + MAX_CLOCK_SKEW_MS)} (${basicIso(now)} + 15 min.)`,
    )
}

function checkRegion(region: string, principal: Principal, model: Model): void {
  if (!model.disabledRegions.includes(region)) return
  throw new StsError(
    'RegionDisabledException',
    `STS is not activated in this region for account:${identityOf(principal).account}. Your account ` +
      'administrator can activate STS in this region using the IAM Console.',
  )
}

function basicIso(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')
}
