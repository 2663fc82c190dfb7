import {
  createHash,
  createHmac,
  generateKeyPairSync,
  randomUUID,
  type JsonWebKey,
} from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { authenticate } from './sts-server/authenticate.js'
import type { StsServer } from './sts-server/api.js'
import { StsError } from './sts-server/errors.js'
import { read, send } from './sts-server/http.js'
import { isSignedBy, readJwt, writeJwt } from './sts-server/jwt.js'
import type { SignedRequest } from './sts-server/sigv4.js'
import { startWebServer } from './web-server.js'

/** A Cognito identity pool. Tests may change it at any time. */
export interface Pool {
  id: string
  /** Public keys of the identity providers, by their names, and the audience of their tokens. */
  providers: Record<string, { keys: JsonWebKey[]; audience: string; issuer?: string }>
  /** Name of the developer's own provider. */
  developerProvider?: string
  guests: boolean
  basicFlow: boolean
  /** ARNs. */
  roles: { authenticated: string; unauthenticated: string }
  /** Identities by what they belong to. */
  identities: Map<string, string>
}

/** Amazon Cognito's identity pools, as strict as AWS's. */
export interface Cognito extends AsyncDisposable {
  url: string
  pool: Pool
  /** The operations in order, with the error code of those that were refused. */
  calls: { operation: string; identityId?: string; code?: string }[]
}

const ISSUER = 'https://cognito-identity.amazonaws.com'
const DEVELOPER_LOGIN = 'cognito-identity.amazonaws.com'
const ACCOUNT = '222222222222'
/** What a role of an identity pool trusts in the model of the STS. */
export const TRUSTS_COGNITO = `arn:aws:iam::${ACCOUNT}:oidc-provider/cognito-identity.amazonaws.com`

const STATUS = 400
class Refusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
const unauthorized = (message: string): Refusal => new Refusal('NotAuthorizedException', message)

type Parameters = Record<string, unknown> & { Logins?: Record<string, string> }

/** Starts the service. The STS accepts the tokens that it issues for the basic flow. */
export async function startCognito(sts: StsServer, pool: Pool): Promise<Cognito> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'c', alg: 'RS256' } as JsonWebKey]
  sts.model.oidcProviders.push({ arn: TRUSTS_COGNITO, issuer: ISSUER, audiences: [pool.id], keys })
  const now = (): number => Date.now() + sts.clockShift

  const openIdToken = (identityId: string, isGuest: boolean, seconds: number): string => {
    const iat = Math.floor(now() / 1000)
    const amr = [isGuest ? 'unauthenticated' : 'authenticated']
    const claims = { iss: ISSUER, aud: pool.id, sub: identityId, amr, iat, exp: iat + seconds }
    return writeJwt(claims, 'RS256', privateKey, 'c')
  }

  /** Who logs in: provider and subject, or undefined for a guest. @throws Refusal */
  const whoIs = ({
    Logins = {},
  }: Parameters): { who: string; claims: Record<string, unknown> } | undefined => {
    const [[provider, token] = [], ...others] = Object.entries(Logins)
    if (others.length > 0) throw new Refusal('InvalidParameterException', 'one login at a time')
    if (provider === undefined || token === undefined) {
      if (pool.guests) return undefined
      throw unauthorized('Unauthenticated access is not supported for this identity pool.')
    }
    const jwt = readJwt(token)
    const isOwn = provider === DEVELOPER_LOGIN
    const accepted: Pool['providers'][string] | undefined = isOwn
      ? { keys, audience: pool.id, issuer: ISSUER }
      : pool.providers[provider]
    if (!accepted)
      throw unauthorized(`Token is not from a supported provider of this identity pool.`)
    const { iss, aud, exp, sub } = jwt?.claims ?? {}
    const isNamed = iss === (accepted.issuer ?? `https://${provider}`)
    if (!jwt || !isNamed || aud !== accepted.audience || !isSignedBy(jwt, accepted.keys))
      throw unauthorized("Invalid login token. Couldn't verify signed token.")
    if (Number(exp) * 1000 <= now())
      throw unauthorized(`Invalid login token. Token expired: ${String(exp)}`)
    return { who: isOwn ? `id ${String(sub)}` : `${provider} ${String(sub)}`, claims: jwt.claims }
  }

  const identityFor = (who: string | undefined): string => {
    if (who?.startsWith('id ')) return who.slice(3)
    const known = who === undefined ? undefined : pool.identities.get(who)
    const id = known ?? `${pool.id.split(':')[0]}:${randomUUID()}`
    pool.identities.set(who ?? `guest ${id}`, id)
    return id
  }

  const checkedIdentity = (
    parameters: Parameters,
  ): { id: string; isGuest: boolean; claims: Record<string, unknown> } => {
    const id = text(parameters, 'IdentityId')
    const login = whoIs(parameters)
    const owner = [...pool.identities].find(([, each]) => each === id)?.[0]
    if (owner === undefined)
      throw new Refusal('ResourceNotFoundException', `Identity '${id}' not found.`)
    if (
      login?.who.startsWith('id ')
        ? login.who !== `id ${id}`
        : (login?.who ?? `guest ${id}`) !== owner
    )
      throw unauthorized(
        "Logins don't match. Please include at least one valid login for this identity or identity pool.",
      )
    return { id, isGuest: login === undefined, claims: login?.claims ?? {} }
  }

  const OPERATIONS: Record<string, (parameters: Parameters, request: SignedRequest) => object> = {
    GetId(parameters) {
      if (text(parameters, 'IdentityPoolId') !== pool.id)
        throw new Refusal(
          'ResourceNotFoundException',
          `IdentityPool '${text(parameters, 'IdentityPoolId')}' not found.`,
        )
      return { IdentityId: identityFor(whoIs(parameters)?.who) }
    },
    GetCredentialsForIdentity(parameters) {
      const { id, isGuest, claims } = checkedIdentity(parameters)
      const custom = parameters['CustomRoleArn']
      if (
        custom !== undefined &&
        !(claims['cognito:roles'] as unknown[] | undefined)?.includes(custom)
      )
        throw unauthorized('The role you requested is not in the token: cognito:roles.')
      const roleArn =
        typeof custom === 'string'
          ? custom
          : isGuest
            ? pool.roles.unauthenticated
            : pool.roles.authenticated
      const role = sts.model.roles.find(({ arn }) => arn === roleArn)
      if (!role?.trusts.includes(TRUSTS_COGNITO))
        throw new Refusal(
          'InvalidIdentityPoolConfigurationException',
          'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
        )
      const session = sts.roleSession(roleArn, 'CognitoIdentityCredentials', 3600)
      const Credentials = {
        AccessKeyId: session.accessKeyId,
        SecretKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: session.expiration / 1000,
      }
      return { IdentityId: id, Credentials }
    },
    GetOpenIdToken(parameters) {
      if (!pool.basicFlow)
        throw new Refusal(
          'InvalidParameterException',
          'Basic (classic) flow is not enabled, please use enhanced flow.',
        )
      const { id, isGuest } = checkedIdentity(parameters)
      return { IdentityId: id, Token: openIdToken(id, isGuest, 600) }
    },
    GetOpenIdTokenForDeveloperIdentity({ Logins = {}, TokenDuration = 900 }, request) {
      authenticate(request, sts.model, sts.sessions, now(), 'cognito-identity')
      const [provider, user] = Object.entries(Logins)[0] ?? []
      if (provider === undefined || provider !== pool.developerProvider)
        throw new Refusal(
          'InvalidParameterException',
          'Please provide a developer provider of this pool.',
        )
      const id = identityFor(`${provider} ${user}`)
      return { IdentityId: id, Token: openIdToken(id, false, Number(TokenDuration)) }
    },
  }

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(incoming)
    const target = String(request.headers['x-amz-target'])
    const operation = target.replace('AWSCognitoIdentityService.', '')
    const parameters = JSON.parse(request.body.toString() || '{}') as Parameters
    const call: Cognito['calls'][number] = { operation }
    cognito.calls.push(call)
    const answer = (status: number, value: object): void =>
      send(
        response,
        { status, type: 'application/x-amz-json-1.1', body: JSON.stringify(value) },
        now(),
      )
    try {
      const run = OPERATIONS[operation]
      if (
        !run ||
        !target.startsWith('AWSCognitoIdentityService.') ||
        request.headers['content-type'] !== 'application/x-amz-json-1.1'
      )
        throw new Refusal('UnknownOperationException', '')
      const isSigned = request.headers.authorization !== undefined
      if (isSigned !== (operation === 'GetOpenIdTokenForDeveloperIdentity'))
        throw new Refusal('MissingAuthenticationTokenException', 'wrong authentication')
      const value = run(parameters, request)
      call.identityId = (value as { IdentityId: string }).IdentityId
      answer(200, value)
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof StsError)) throw error
      call.code = error.code
      answer(STATUS, { __type: error.code, message: error.message })
    }
  }
  const server = await startWebServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.stack : String(error))
    })
  })
  const cognito: Cognito = {
    url: server.url,
    pool,
    calls: [],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return cognito
}

const text = (parameters: Parameters, name: string): string => {
  const value = parameters[name]
  if (typeof value === 'string') return value
  throw new Refusal('InvalidParameterException', `1 validation error detected: ${name}`)
}

/** A signed request for the token of a developer's own user, as a back end makes it. */
export async function developerToken(
  cognito: Cognito,
  user: string,
  { accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string },
): Promise<string> {
  const { SignatureV4 } = await import('@smithy/signature-v4')
  const hash = class {
    readonly #hash
    constructor(secret?: string | Uint8Array) {
      this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
    }
    update(data: string | Uint8Array): void {
      this.#hash.update(data)
    }
    digest(): Promise<Uint8Array> {
      return Promise.resolve(this.#hash.digest())
    }
  }
  const { hostname, port } = new URL(cognito.url)
  const { pool } = cognito
  const body = JSON.stringify({
    IdentityPoolId: pool.id,
    Logins: { [pool.developerProvider ?? '']: user },
  })
  const signer = new SignatureV4({
    service: 'cognito-identity',
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey },
    sha256: hash as never,
  })
  const { headers } = await signer.sign({
    ...{ method: 'POST', protocol: 'http:', hostname, port: Number(port), path: '/', body },
    headers: {
      host: `${hostname}:${port}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityService.GetOpenIdTokenForDeveloperIdentity',
    },
  })
  const response = await fetch(cognito.url, { method: 'POST', headers, body })
  const answer = (await response.json()) as { Token?: string; message?: string }
  if (answer.Token === undefined) throw new Error(answer.message)
  return answer.Token
}
