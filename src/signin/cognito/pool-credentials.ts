import { accountOfArn, serviceUrl } from '../../core/arn.js'
import {
  isoSeconds,
  type IdentityToken,
  type PoolLogin,
  type Session,
  type SigningIdentity,
} from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isNonEmptyString, isObject } from '../../core/json.js'
import type { Plan } from '../../core/plan.js'
import type { Step } from '../../core/step.js'
import type { CognitoSource } from '../../core/source/pool.js'
import { clockReading } from '../../core/time/clock-reading.js'
import { fetchFor } from '../../net/fetch.js'
import type { Host } from '../../system/host.js'
import { callService, type Answer, type Service } from '../json-service.js'
import { developerIdentity, loginsOf, type Logins } from './logins.js'
import { poolRefusalError } from './refusals.js'
import { forgetIdentity, rememberedIdentity, rememberIdentity } from './remembered-identity.js'

type PoolStep = Extract<Step, { operation: 'GetCredentialsForIdentity' }>
type PoolHost = Pick<Host, 'env' | 'now' | 'paths'>
/** One call about an identity: `Logins` are added. */
type IdentityCall = (identityId: string) => { operation: string; parameters: object }

/**
 * The enhanced flow: Cognito itself returns the credentials of a role.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function poolCredentials(
  { input: { RoleArn } }: PoolStep,
  signer: SigningIdentity,
  plan: Pick<Plan, 'source' | 'caBundle'>,
  host: PoolHost,
): Promise<Session> {
  if (!('login' in signer)) throw new TypeError('GetCredentialsForIdentity needs a login')
  const custom = RoleArn === undefined ? {} : { CustomRoleArn: RoleArn }
  const { body, servedAt } = await callAboutIdentity(plan, signer, host, (IdentityId) => ({
    operation: 'GetCredentialsForIdentity',
    parameters: { IdentityId, ...custom },
  }))
  const keys = isObject(body['Credentials']) ? body['Credentials'] : {}
  const { AccessKeyId, SecretKey, SessionToken, Expiration } = keys
  if (
    !isNonEmptyString(AccessKeyId) ||
    !isNonEmptyString(SecretKey) ||
    !isNonEmptyString(SessionToken) ||
    typeof Expiration !== 'number'
  ) {
    throw incompleteError()
  }
  const accountId = RoleArn === undefined ? undefined : accountOfArn(RoleArn)
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretKey,
    sessionToken: SessionToken,
    expiration: isoSeconds(Expiration * 1000),
    issued: clockReading(host.now(), servedAt),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

/**
 * The basic flow: a token of Cognito, which STS exchanges for a role.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function poolToken(
  signer: PoolLogin,
  plan: Pick<Plan, 'source' | 'caBundle'>,
  host: PoolHost,
): Promise<IdentityToken> {
  const { body } = await callAboutIdentity(plan, signer, host, (IdentityId) => ({
    operation: 'GetOpenIdToken',
    parameters: { IdentityId },
  }))
  const token = body['Token']
  if (isNonEmptyString(token)) return { webIdentityToken: token }
  throw incompleteError()
}

/**
 * Makes a call about the identity of a login. Cognito may have deleted the one that is remembered,
 * or merged it with another: then its ID is asked for once more.
 */
async function callAboutIdentity(
  { source, caBundle }: Pick<Plan, 'source' | 'caBundle'>,
  { login }: PoolLogin,
  host: PoolHost,
  call: IdentityCall,
): Promise<Extract<Answer, { ok: true }>> {
  if (source.kind !== 'cognito') throw new TypeError('a login belongs to an identity pool')
  const service = serviceOf(source, fetchFor(caBundle === undefined ? {} : { caBundle }, host))
  const logins = loginsOf(source, login)
  const send = async (identityId: string): Promise<Answer> => {
    const { operation, parameters } = call(identityId)
    return callCognito(service, operation, { ...parameters, ...withLogins(logins) })
  }
  const place = { source, logins, host }
  const remembered = developerIdentity(logins) ?? rememberedIdentity(place)
  const first = remembered === undefined ? undefined : await send(remembered)
  if (first?.ok) return first
  if (first && !mayBeGone(first)) throw poolRefusalError(first, source)
  forgetIdentity(place)
  const identityId = await getId(service, source, logins)
  rememberIdentity(place, identityId)
  const answer = await send(identityId)
  if (answer.ok) return answer
  throw poolRefusalError(answer, source)
}

async function getId(service: Service, source: CognitoSource, logins: Logins): Promise<string> {
  const parameters = { IdentityPoolId: source.poolId, ...withLogins(logins) }
  const answer = await callCognito(service, 'GetId', parameters)
  if (!answer.ok) throw poolRefusalError(answer, source)
  const { IdentityId } = answer.body
  if (isNonEmptyString(IdentityId)) return IdentityId
  throw incompleteError()
}

const withLogins = (logins: Logins): { Logins?: Logins } =>
  Object.keys(logins).length > 0 ? { Logins: logins } : {}

const mayBeGone = ({ ok, ...answer }: Answer): boolean =>
  !ok && 'code' in answer && /^ResourceNotFound|^ResourceConflict/.test(answer.code)

function serviceOf(
  { region, endpoint, fips, dualStack }: CognitoSource,
  fetch: Service['fetch'],
): Service {
  const flags = { fips: fips ?? false, dualStack: dualStack ?? false }
  const url = endpoint ?? serviceUrl('cognito-identity', region, flags)
  return { url, fetch, name: 'Amazon Cognito' }
}

function callCognito(service: Service, operation: string, body: object): Promise<Answer> {
  return callService(service, {
    method: 'POST',
    path: '/',
    body,
    headers: () => ({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityService.${operation}`,
    }),
  })
}

function incompleteError(): RolecallError {
  return new RolecallError('failed', 'the response of Amazon Cognito is incomplete', {
    hint: 'a proxy may have changed it: try again, or check the endpoint and the proxy',
  })
}
