import type { Session } from '../../core/credentials.js'
import { isoSeconds } from '../../core/credentials.js'
import { parseRoleArn } from '../../core/arn.js'
import type { LoopbackReply, LoopbackRequest } from '../../net/loopback-server.js'
import { isOwnConnection } from '../../system/process/caller/connection-owner.js'
import type { ImdsTokens } from './imds-token.js'
import type { Served } from './served.js'
import { refused } from './server-error.js'

/**
 * Containers reach the host by the last name, which SDKs accept here: they do not check the host of
 * an instance metadata endpoint (docs/contracts.md §2.3).
 */
export const IMDS_HOSTS = [
  '127.0.0.1',
  'localhost',
  '[::1]',
  '169.254.169.254',
  'host.docker.internal',
]

const TOKEN_HEADER = 'x-aws-ec2-metadata-token'
const TTL_HEADER = 'x-aws-ec2-metadata-token-ttl-seconds'

/** Of EC2, in seconds. */
const MAX_TTL = 21_600

const CREDENTIALS = '/latest/meta-data/iam/security-credentials'

/** An ID in the form that SDKs expect, of an instance that does not exist. */
const INSTANCE_ID = 'i-00000000000000000'

/**
 * Answers as the instance metadata service in version 2. Version 1, without a token, is refused:
 * any web page can send such a request. Some SDKs put two slashes between endpoint and path.
 */
export function answerImds(
  served: Served,
  tokens: ImdsTokens,
  nowMs: () => number,
): (request: LoopbackRequest) => Promise<LoopbackReply> {
  return async (request) => {
    const { method, header } = request
    const target = request.target.replace(/^\/+/, '/')
    if (method === 'PUT') return target === '/latest/api/token' ? issue(request, tokens) : NOT_FOUND
    if (method !== 'GET') return refused(405, 'MethodNotAllowed', 'only GET and PUT are allowed')
    if (!tokens.isValid(header(TOKEN_HEADER) ?? '')) {
      return refused(401, 'Unauthorized', 'the request has no valid token')
    }
    return document(target.replace(/(.)\/$/, '$1'), served, request, nowMs)
  }
}

const NOT_FOUND = refused(404, 'NotFound', 'rolecall does not have this path')

/**
 * A proxy adds one of these (RFC 7239; RFC 9110 §7.6.3). A program that forwards requests would
 * hand the token to strangers: for that reason EC2 refuses the first one.
 */
const OF_PROXIES = ['x-forwarded-for', 'forwarded', 'via']

/** The kernel says whose connection it is (on Linux). */
function issue({ header, ports }: LoopbackRequest, tokens: ImdsTokens): LoopbackReply {
  if (OF_PROXIES.some((name) => header(name) !== undefined)) {
    return refused(403, 'Forbidden', 'a token is not issued through a proxy')
  }
  if (!isOwnConnection(ports.client, ports.server)) {
    return refused(403, 'Forbidden', 'this server belongs to another user')
  }
  const ttl = header(TTL_HEADER) ?? ''
  if (!/^\d{1,5}$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > MAX_TTL) {
    return refused(400, 'BadRequest', `${TTL_HEADER} must be 1 to ${MAX_TTL}`)
  }
  return { status: 200, body: tokens.issue(Number(ttl)), headers: { [TTL_HEADER]: ttl } }
}

async function document(
  path: string,
  served: Served,
  request: LoopbackRequest,
  nowMs: () => number,
): Promise<LoopbackReply> {
  const { region } = served.plan
  const role = roleName(served)
  const text = (body: string): LoopbackReply => ({ status: 200, body })
  switch (path) {
    case CREDENTIALS:
      return text(role)
    case `${CREDENTIALS}/${role}`:
      return served.answer(request, (session) => credentialsBody(session, nowMs()))
    case '/latest/meta-data/instance-id':
      return text(INSTANCE_ID)
    case '/latest/meta-data/placement/region':
      return region === undefined ? NOT_FOUND : text(region)
    case '/latest/meta-data/placement/availability-zone':
      return region === undefined ? NOT_FOUND : text(`${region}a`)
    case '/latest/dynamic/instance-identity/document':
      return served.answer(request, ({ accountId }) => ({
        accountId,
        region,
        availabilityZone: region === undefined ? undefined : `${region}a`,
        instanceId: INSTANCE_ID,
      }))
    case '/latest/meta-data/iam/info':
      return served.answer(request, () => ({
        Code: 'Success',
        LastUpdated: isoSeconds(nowMs()),
        InstanceProfileId: 'rolecall',
      }))
    default:
      return NOT_FOUND
  }
}

/** SDKs put it into a path, so that it has letters, digits and a few signs only. */
function roleName({ plan, profile }: Served): string {
  const arn = plan.steps.map(({ input }) => ('RoleArn' in input ? input.RoleArn : undefined)).at(-1)
  const name = parseRoleArn(arn ?? '')?.role ?? profile
  return (
    name
      .split('/')
      .at(-1)
      ?.replace(/[^\w+=,.@-]/g, '-') || 'rolecall'
  )
}

/** Go needs `Code`; botocore parses the times in exactly this form (docs/contracts.md §2.3). */
function credentialsBody(session: Session, nowMs: number): object {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = session
  return {
    Code: 'Success',
    LastUpdated: isoSeconds(nowMs),
    Type: 'AWS-HMAC',
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: expiration,
  }
}
