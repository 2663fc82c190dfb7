import { createHash, createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { startWebServer } from './web-server.js'

const CLIENTS = ['same-device', 'cross-device'].map((each) => `arn:aws:signin:::devtools/${each}`)
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d{1,5}\/oauth\/callback$/
const CODE_MEMBERS = ['clientId', 'code', 'codeVerifier', 'grantType', 'redirectUri']
const REFRESH_MEMBERS = ['clientId', 'grantType', 'refreshToken']

/** A strict sign-in service for `aws login` (docs/contracts.md §7). */
export interface ConsoleSignIn extends AsyncDisposable {
  readonly url: string
  readonly env: Record<string, string>
  /** The grant types that were asked for, and what the service answered. */
  readonly calls: string[]
  /** Who signs in next. */
  session: string
  /** Answers every token request with this error, if it is set. */
  refusal: string | undefined
  /** Seconds that credentials are valid. */
  seconds: number
  /** Every issued secret. */
  readonly secrets: string[]
  /** Called while a token request is answered. */
  onToken: () => void | Promise<void>
}

interface Pending {
  clientId: string
  redirectUri: string
  challenge: string
}

type Body = Record<string, unknown>

/** Starts the service on loopback. */
export async function startConsoleSignIn(session: string): Promise<ConsoleSignIn> {
  const codes = new Map<string, Pending>()
  /** By refresh token: the key that it is bound to, and what it was exchanged for. */
  const refreshTokens = new Map<string, { thumb: string; answer?: object }>()
  const proofs = new Set<string>()
  let count = 0

  const tokens = (clientId: string, thumb: string, isFirst: boolean): object => {
    const refreshToken = `refresh-${randomBytes(24).toString('hex')}`
    refreshTokens.set(refreshToken, { thumb })
    count += 1
    const claims = Buffer.from(JSON.stringify({ sub: server.session, aud: clientId }))
    const accessToken = {
      accessKeyId: `ASIACONSOLE${String(count).padStart(9, '0')}`,
      secretAccessKey: `secret-${randomBytes(20).toString('hex')}`,
      sessionToken: `token-${randomBytes(60).toString('hex')}`,
    }
    server.secrets.push(accessToken.secretAccessKey, accessToken.sessionToken, refreshToken)
    return {
      ...{ accessToken, tokenType: 'aws_sigv4', expiresIn: server.seconds, refreshToken },
      ...(isFirst ? { idToken: `e30.${claims.toString('base64url')}.c2ln` } : {}),
    }
  }

  const authorize = (url: URL, response: ServerResponse): void => {
    const query = Object.fromEntries(url.searchParams)
    const { client_id: clientId = '', redirect_uri: redirectUri = '', state = '' } = query
    const isRemote = clientId.endsWith('/cross-device')
    const isAllowed = isRemote
      ? redirectUri === `${server.url}/v1/sessions/confirmation`
      : LOOPBACK.test(redirectUri)
    const challenge = query['code_challenge'] ?? ''
    const isValid =
      CLIENTS.includes(clientId) &&
      isAllowed &&
      state !== '' &&
      query['response_type'] === 'code' &&
      query['code_challenge_method'] === 'SHA-256' &&
      query['scope'] === 'openid' &&
      /^[\w-]{43}$/.test(challenge)
    if (!isValid) return void response.writeHead(400).end('invalid request')
    const code = randomUUID()
    codes.set(code, { clientId, redirectUri, challenge })
    const answer = new URLSearchParams({ code, state }).toString()
    if (isRemote) return void response.end(Buffer.from(answer).toString('base64'))
    response.writeHead(302, { location: `${redirectUri}?${answer}` }).end()
  }

  /** @returns the thumbprint of the key that proved its possession; undefined if it did not */
  const proven = (request: IncomingMessage): string | undefined => {
    const parts = String(request.headers['dpop'] ?? '').split('.')
    if (parts.length !== 3) return undefined
    const [header, claims] = parts.slice(0, 2).map(decoded)
    const jwk = header?.['jwk'] as { kty: string; crv: string; x: string; y: string }
    const text = Buffer.from(parts.slice(0, 2).join('.'))
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    const signature = Buffer.from(parts[2] ?? '', 'base64url')
    const { htm, htu, jti, iat } = claims ?? {}
    const isFresh = Math.abs(Number(iat) - Date.now() / 1000) < 300
    const isGood =
      header?.['alg'] === 'ES256' &&
      header['typ'] === 'dpop+jwt' &&
      !('d' in jwk) &&
      verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, signature) &&
      htm === 'POST' &&
      htu === `${server.url}/v1/token` &&
      isFresh &&
      typeof jti === 'string' &&
      !proofs.has(jti)
    proofs.add(String(jti))
    return isGood ? `${jwk.x}.${jwk.y}` : undefined
  }

  const redeem = (body: Body, thumb: string): object | string => {
    const { clientId, grantType } = body
    if (grantType === 'authorization_code') {
      const pending = codes.get(String(body['code']))
      codes.delete(String(body['code']))
      const challenge = createHash('sha256')
        .update(String(body['codeVerifier']))
        .digest('base64url')
      if (!hasOnly(body, CODE_MEMBERS)) return 'INVALID_REQUEST'
      if (pending?.clientId !== clientId) return 'AUTHCODE_EXPIRED'
      if (pending?.redirectUri !== body['redirectUri']) return 'INVALID_REQUEST'
      if (pending?.challenge !== challenge) return 'INVALID_REQUEST'
      return tokens(String(clientId), thumb, true)
    }
    if (grantType !== 'refresh_token' || !hasOnly(body, REFRESH_MEMBERS)) return 'INVALID_REQUEST'
    const known = refreshTokens.get(String(body['refreshToken']))
    if (!known || known.thumb !== thumb) return 'TOKEN_EXPIRED'
    // "The same refresh token returns consistent results."
    return (known.answer ??= tokens(String(clientId), thumb, false))
  }

  const web = await startWebServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '', web.url)
      const name = `${request.method} ${url.pathname}`
      if (name === 'GET /v1/authorize') return authorize(url, response)
      if (name !== 'POST /v1/token') return void response.writeHead(404).end()
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Body
      const thumb = proven(request)
      await server.onToken()
      const answer =
        server.refusal ?? (thumb === undefined ? 'INVALID_REQUEST' : redeem(body, thumb))
      const isRefused = typeof answer === 'string'
      server.calls.push(`${String(body['grantType'])} ${isRefused ? answer : 'ok'}`)
      const status = answer === 'server_error' ? 500 : 400
      const headers = { 'content-type': 'application/json' }
      response.writeHead(isRefused ? status : 200, headers)
      response.end(JSON.stringify(isRefused ? { error: answer, message: 'no' } : answer))
    })()
  })
  const server: ConsoleSignIn = {
    url: web.url,
    env: { AWS_ENDPOINT_URL_SIGNIN: web.url },
    ...{ calls: [], session, refusal: undefined, seconds: 900, secrets: [] },
    onToken: () => undefined,
    [Symbol.asyncDispose]: () => web[Symbol.asyncDispose](),
  }
  return server
}

const decoded = (part: string): Body =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Body

const hasOnly = (body: Body, members: readonly string[]): boolean =>
  Object.keys(body).sort().join() === members.join()
