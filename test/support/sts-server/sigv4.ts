import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { StsError } from './errors.js'

export interface SignedRequest {
  method: string
  /** Path and query, as in the request line. */
  target: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/** The parsed Authorization header. */
export interface Authorization {
  accessKeyId: string
  date: string
  region: string
  service: string
  signedHeaders: string[]
  signature: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'

/** @throws StsError 'MissingAuthenticationToken' or 'IncompleteSignature' */
export function readAuthorization({
  authorization,
  ...headers
}: IncomingHttpHeaders): Authorization {
  if (!authorization)
    throw new StsError('MissingAuthenticationToken', 'Request is missing Authentication Token')
  const field = (name: string) =>
    new RegExp(`[ ,]${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? ''
  const missing = [
    ...['Credential', 'Signature', 'SignedHeaders']
      .filter((name) => !field(name))
      .map((name) => `Authorization header requires '${name}' parameter.`),
    ...(headers['x-amz-date']
      ? []
      : ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."]),
  ]
  const [accessKeyId = '', date = '', region = '', service = '', terminator, ...rest] =
    field('Credential').split('/')
  if (!missing.length && (terminator !== 'aws4_request' || rest.length))
    missing.push(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term,`,
    )
  if (!authorization.startsWith(`${ALGORITHM} `) || missing.length)
    throw new StsError('IncompleteSignature', `${missing.join(' ')} Authorization=${ALGORITHM}`)
  const signedHeaders = field('SignedHeaders').split(';')
  return { accessKeyId, date, region, service, signedHeaders, signature: field('Signature') }
}

/** True if the signature was made with this secret (AWS Signature Version 4, in the header). */
export function signatureMatches(
  request: SignedRequest,
  { date, region, service, signedHeaders, signature }: Authorization,
  secretAccessKey: string,
): boolean {
  const scope = `${date}/${region}/${service}/aws4_request`
  const toSign = [
    ALGORITHM,
    request.headers['x-amz-date'],
    scope,
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n')
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (previous, part) => hmac(previous, part),
    `AWS4${secretAccessKey}`,
  )
  const expected = hmac(key, toSign).toString('hex')
  return (
    expected.length === signature.length &&
    timingSafeEqual(Buffer.from(expected), Buffer.from(signature))
  )
}

/** Names of unsigned headers of the request that AWS requires to be signed. */
export function unsignedHeaders(headers: IncomingHttpHeaders, signed: string[]): string[] {
  return Object.keys(headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.includes(name),
  )
}

/** The canonical request of Signature Version 4. */
export function canonicalRequest(
  { method, target, headers, body }: SignedRequest,
  signed: string[],
): string {
  const [path = '/', query = ''] = target.split('?')
  const canonicalQuery = [...new URLSearchParams(query)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const lines = signed.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}`,
  )
  return [
    method,
    path.split('/').map(encode).join('/'),
    canonicalQuery,
    ...lines,
    '',
    signed.join(';'),
    sha256(body),
  ].join('\n')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
