import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Certificate } from '../certificate.js'
import { startWebServer } from '../web-server.js'
import { Answer, type Exchange, type RoleCredentials, type State } from './exchange.js'
import { DEFAULTS, secret, type Assigned, type Behaviour } from './model.js'
import * as oidc from './oidc.js'
import * as portal from './portal.js'

/** A request, recorded for tests. */
export interface Recorded {
  /** `GET /assignment/accounts`. */
  name: string
  status: number
  /** Milliseconds since 1970. */
  at: number
  body: Record<string, unknown>
}

/**
 * A strict IAM Identity Center: token service, sign-in pages and portal on one address. It refuses
 * whatever AWS is known to refuse (docs/contracts.md), and limits the portal to 20 requests a
 * second.
 */
export interface IdentityCenter extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly startUrl: string
  readonly requests: Recorded[]
  /** The requests to one path, such as `/token`. */
  calls(path: string): Recorded[]
  readonly assignments: Assigned[]
  behaviour: Behaviour
  readonly secrets: string[]
  /** Variables that lead the SDKs and rolecall here. */
  readonly env: Record<string, string>
  /** An access token of a user who signed in elsewhere. */
  signedIn(user: string): string
  /** Ends every sign-in, as an administrator does. */
  endSessions(): void
  /** Ends every access token, so that clients must refresh. */
  expireTokens(): void
  /** What the last request to the device page showed, as a user would enter it. */
  userCodes(): string[]
}

const ROUTES: Record<string, (exchange: Exchange) => Answer> = {
  'POST /client/register': oidc.register,
  'POST /device_authorization': oidc.deviceAuthorization,
  'POST /token': oidc.createToken,
  'GET /authorize': oidc.authorize,
  'POST /authorize/confirm': oidc.confirm,
  'GET /device': oidc.devicePage,
  'POST /device/confirm': oidc.confirmDevice,
}

const PORTAL: Record<string, (exchange: Exchange) => Answer> = {
  'GET /assignment/accounts': portal.listAccounts,
  'GET /assignment/roles': portal.listRoles,
  'GET /federation/credentials': portal.getRoleCredentials,
  'POST /logout': portal.logout,
}

export interface IdentityCenterOptions {
  startUrl?: string
  assignments?: Assigned[]
  /** Makes it a server for HTTPS. */
  tls?: Certificate
  /** Makes role credentials, for example by a test STS. */
  issue?: (account: string, role: string, seconds: number) => RoleCredentials
}

/** Starts the server on loopback. */
export async function startIdentityCenter({
  startUrl = 'https://corp.awsapps.com/start',
  assignments = [{ accountId: '222222222222', accountName: 'dev', roles: ['dev'] }],
  issue = randomCredentials,
  tls,
}: IdentityCenterOptions = {}): Promise<IdentityCenter> {
  const requests: Recorded[] = []
  const behaviour = { ...DEFAULTS }
  const state: State = {
    startUrl,
    url: () => server.url,
    behaviour,
    now: () => Date.now() + behaviour.clockShift,
    assignments,
    clients: new Map(),
    codes: new Map(),
    devices: new Map(),
    tokens: new Map(),
    refreshTokens: new Map(),
    bucket: { left: behaviour.rate, at: Date.now() },
    secrets: [],
    issue,
  }
  const server = await startWebServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '', 'http://server')
      const name = `${request.method} ${url.pathname}`
      const text = await textOf(request)
      const exchange = exchangeOf(request, url, text, state)
      const answer = await answerTo(name, exchange)
      requests.push({ name, status: answer.status, at: Date.now(), body: exchange.body })
      const isText = typeof answer.body === 'string'
      const headers = isText ? {} : { 'content-type': 'application/json' }
      const date = new Date(state.now()).toUTCString()
      response.writeHead(answer.status, { date, ...headers, ...answer.headers })
      response.end(isText ? answer.body : JSON.stringify(answer.body))
    })()
  }, tls)
  return {
    url: server.url,
    port: server.port,
    startUrl,
    requests,
    calls: (path) => requests.filter(({ name }) => name.endsWith(` ${path}`)),
    assignments,
    behaviour,
    secrets: state.secrets,
    env: { AWS_ENDPOINT_URL_SSO: server.url, AWS_ENDPOINT_URL_SSO_OIDC: server.url },
    signedIn(user) {
      const token = secret('aoaAAAAA')
      const client = {
        id: '',
        secret: '',
        expires: 0,
        scopes: [],
        grantTypes: [],
        redirectUris: [],
      }
      state.tokens.set(token, { user, client, expires: state.now() + 3600_000 })
      return token
    },
    endSessions() {
      state.tokens.clear()
      state.refreshTokens.clear()
    },
    expireTokens: () => state.tokens.clear(),
    userCodes: () => [...state.devices.values()].map(({ userCode }) => userCode),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function answerTo(name: string, exchange: Exchange): Promise<Answer> {
  const ofPortal = PORTAL[name]
  if (ofPortal) {
    await sleep(exchange.state.behaviour.latency)
    const isLogout = name.endsWith('/logout')
    return (isLogout ? undefined : portal.refusal(exchange)) ?? ofPortal(exchange)
  }
  return ROUTES[name]?.(exchange) ?? Answer.page(404, `no such page: ${name}`)
}

function exchangeOf(request: IncomingMessage, url: URL, text: string, state: State): Exchange {
  const bearer = request.headers['x-amz-sso_bearer_token']
  return {
    query: url.searchParams,
    body: parse(text),
    form: new URLSearchParams(text),
    bearer: typeof bearer === 'string' ? bearer : undefined,
    state,
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

let issued = 0

function randomCredentials(account: string, role: string, seconds: number): RoleCredentials {
  issued += 1
  return {
    accessKeyId: `ASIA${account}${String(issued).padStart(4, '0')}`,
    secretAccessKey: secret(`${role}/`),
    sessionToken: secret('IQoJb3JpZ2luX2Vj'),
    expiration: Date.now() + seconds * 1000,
  }
}
