import { createVerify, X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { read, send } from './sts-server/http.js'
import type { StsServer } from './sts-server/api.js'
import { canonicalRequest, type SignedRequest } from './sts-server/sigv4.js'
import { createHash } from 'node:crypto'
import { startWebServer } from './web-server.js'

/** What an account has set up in IAM Roles Anywhere. Tests may change it at any time. */
export interface RolesAnywhereModel {
  /** PEM of the certificate authority, by the ARN of the trust anchor. */
  trustAnchors: Record<string, string>
  profiles: Record<
    string,
    { roles: string[]; enabled?: boolean; acceptsSessionName?: boolean; maxSeconds?: number }
  >
}

/** IAM Roles Anywhere, as strict as AWS's: it checks the certificate chain and the signature. */
export interface RolesAnywhere extends AsyncDisposable {
  url: string
  model: RolesAnywhereModel
  /** Each request: who it was, or why it was refused. */
  requests: { algorithm: string; body: Record<string, unknown>; refused?: string; chain: number }[]
}

class Refusal extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 403) {
    super(message)
    this.code = code
    this.status = status
  }
}

const MAX_SKEW_MS = 5 * 60_000
const denied = (message: string): Refusal => new Refusal('AccessDeniedException', message)

/** Starts the service for the roles of an STS. A role trusts `rolesanywhere.amazonaws.com`. */
export async function startRolesAnywhere(
  sts: StsServer,
  model: RolesAnywhereModel,
): Promise<RolesAnywhere> {
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(incoming)
    const now = Date.now() + sts.clockShift
    const body = JSON.parse(request.body.toString() || '{}') as Record<string, unknown>
    const algorithm = (request.headers.authorization ?? '').split(' ')[0] ?? ''
    const chain = listIn(request.headers['x-amz-x509-chain']).length
    const record: RolesAnywhere['requests'][number] = { algorithm, body, chain }
    service.requests.push(record)
    const answer = (status: number, value: object): void =>
      send(response, { status, type: 'application/json', body: JSON.stringify(value) }, now)
    try {
      if (request.method !== 'POST' || request.target !== '/sessions')
        throw new Refusal('ResourceNotFoundException', 'no such resource', 404)
      const leaf = authenticate(request, model.trustAnchors[text(body, 'trustAnchorArn')], now)
      answer(201, createSession(body, leaf, sts, model, now))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      record.refused = error.message
      response.setHeader('x-amzn-errortype', error.code)
      answer(error.status, { message: error.message })
    }
  }
  const server = await startWebServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.stack : String(error))
    })
  })
  const service: RolesAnywhere = {
    url: server.url,
    model,
    requests: [],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return service
}

const text = (body: Record<string, unknown>, name: string): string => {
  const value = body[name]
  if (typeof value === 'string') return value
  throw new Refusal('ValidationException', `${name} is required`, 400)
}

const listIn = (header: string | string[] | undefined): string[] =>
  typeof header === 'string' ? header.split(',') : []

const certificateOf = (base64: string): X509Certificate =>
  new X509Certificate(Buffer.from(base64, 'base64'))

/** @returns the certificate that signed. @throws Refusal */
function authenticate(
  request: SignedRequest,
  anchor: string | undefined,
  now: number,
): X509Certificate {
  const { authorization = '', host } = request.headers
  const [, algorithm = '', credential = '', signed = '', signature = ''] =
    /^(\S+) Credential=(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]+)$/.exec(authorization) ?? []
  const date = String(request.headers['x-amz-date'])
  const [serial = '', day, region, service, end] = credential.split('/')
  const names = signed.split(';')
  const needed = Object.keys(request.headers).filter(
    (name) => name === 'host' || name === 'content-type' || name.startsWith('x-amz-'),
  )
  if (
    !host ||
    needed.some((name) => !names.includes(name)) ||
    names.join() !== names.toSorted().join()
  )
    throw denied('The signed headers are incomplete')
  const leaf = certificateOf(String(request.headers['x-amz-x509']))
  if (service !== 'rolesanywhere' || end !== 'aws4_request' || !date.startsWith(day ?? '-'))
    throw denied('Credential should be scoped to correct service')
  if (BigInt(`0x${leaf.serialNumber}`).toString() !== serial)
    throw denied('The serial number does not match the certificate')
  const signedAt = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (!(Math.abs(signedAt - now) <= MAX_SKEW_MS)) throw denied('Signature expired')
  const keyType = algorithm === 'AWS4-X509-RSA-SHA256' ? 'rsa' : 'ec'
  if (
    !/^AWS4-X509-(RSA|ECDSA)-SHA256$/.test(algorithm) ||
    leaf.publicKey.asymmetricKeyType !== keyType
  )
    throw denied('The algorithm does not fit the certificate')
  const scope = [day, region, service, end].join('/')
  const hash = createHash('sha256').update(canonicalRequest(request, names)).digest('hex')
  const isRight = createVerify('sha256')
    .update([algorithm, date, scope, hash].join('\n'))
    .verify(leaf.publicKey, signature, 'hex')
  if (!isRight) throw denied('The signature does not match')
  if (anchor === undefined)
    throw new Refusal('ResourceNotFoundException', 'Trust anchor not found', 404)
  refuseUntrusted(
    [leaf, ...listIn(request.headers['x-amz-x509-chain']).map(certificateOf)],
    new X509Certificate(anchor),
    now,
  )
  return leaf
}

/** The chain must lead in its order from the certificate to the trust anchor. */
function refuseUntrusted(path: X509Certificate[], anchor: X509Certificate, now: number): void {
  for (const [index, each] of path.entries()) {
    const issuer = path[index + 1] ?? anchor
    const isAnchor = each.fingerprint256 === anchor.fingerprint256
    if (Date.parse(each.validTo) < now || Date.parse(each.validFrom) > now)
      throw denied('Certificate is expired')
    if (isAnchor && index > 0 && index === path.length - 1) return
    if (!issuer.ca || !each.checkIssued(issuer) || !each.verify(issuer.publicKey))
      throw denied('Untrusted certificate. Insufficient certificate')
  }
}

function createSession(
  body: Record<string, unknown>,
  leaf: X509Certificate,
  sts: StsServer,
  { profiles }: RolesAnywhereModel,
  now: number,
): object {
  const profile = profiles[text(body, 'profileArn')]
  const roleArn = text(body, 'roleArn')
  const { cert, durationSeconds: seconds, roleSessionName } = body
  if (cert !== undefined && cert !== leaf.raw.toString('base64'))
    throw new Refusal('ValidationException', 'cert does not match the signing certificate', 400)
  if (!profile) throw new Refusal('ResourceNotFoundException', 'Profile not found', 404)
  if (profile.enabled === false) throw denied('Profile is disabled')
  if (typeof seconds !== 'number' || seconds < 900 || seconds > (profile.maxSeconds ?? 3600))
    throw new Refusal('ValidationException', 'durationSeconds is out of range', 400)
  if (roleSessionName !== undefined && !profile.acceptsSessionName)
    throw denied('Profile does not accept role session name')
  const role = sts.model.roles.find(({ arn }) => arn === roleArn)
  if (!role?.trusts.includes('rolesanywhere.amazonaws.com') || !profile.roles.includes(roleArn))
    throw denied(`Unable to assume role for ${roleArn}`)
  const name =
    typeof roleSessionName === 'string' ? roleSessionName : leaf.serialNumber.toLowerCase()
  const session = sts.roleSession(roleArn, name, seconds)
  const [, , , , account, path = ''] = roleArn.split(':')
  const credentials = {
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
    expiration: new Date(now + seconds * 1000).toISOString().replace(/\.\d+/, ''),
  }
  const arn = `arn:aws:sts::${account}:assumed-role/${path.split('/').at(-1)}/${name}`
  const assumedRoleUser = { arn, assumedRoleId: `${role.roleId}:${name}` }
  return {
    credentialSet: [{ assumedRoleUser, credentials, packedPolicySize: 10, roleArn }],
    subjectArn: `arn:aws:rolesanywhere:eu-west-1:${account}:subject/s`,
  }
}
