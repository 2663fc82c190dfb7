import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { StsServer } from './sts-server/api.js'
import { identityOf, type Session } from './sts-server/model.js'
import { startWebServer } from './web-server.js'

/** The federation endpoint of the console, as strict as AWS's. */
export interface Federation extends AsyncDisposable {
  url: string
  /** Requests in order, without the credentials. */
  requests: { method: string; url: string; params: Record<string, string> }[]
  /** Who signed in, and where they went. */
  signedIn: { arn: string; destination: string }[]
  /** Number of `Action=logout`. */
  signOuts: number
  /** Answers every exchange with this instead; undefined again for the real answer. */
  fault: { status: number; body: string } | undefined
}

const TOKEN_MS = 15 * 60_000
const DURATION = { min: 900, max: 43_200 }

/** Starts the endpoint for the sessions that an STS issued. */
export async function startFederation(sts: StsServer): Promise<Federation> {
  const tokens = new Map<string, { arn: string; until: number }>()

  const exchange = (params: URLSearchParams, method: string, response: ServerResponse): void => {
    if (federation.fault) return send(response, federation.fault.status, federation.fault.body)
    const session = sessionOf(params.get('Session') ?? '', sts)
    if (method !== 'POST' || !session || !acceptsDuration(session, params.get('SessionDuration')))
      return send(response, 400, '<html><body>Invalid credentials parameter</body></html>')
    const token = randomBytes(300).toString('base64url')
    const { arn } = identityOf(session.principal)
    tokens.set(token, { arn, until: Date.now() + TOKEN_MS })
    send(response, 200, JSON.stringify({ SigninToken: token }), 'application/json')
  }

  const logIn = (params: URLSearchParams, response: ServerResponse): void => {
    const token = tokens.get(params.get('SigninToken') ?? '')
    const destination = params.get('Destination') ?? ''
    if (!token || token.until < Date.now() || !URL.canParse(destination))
      return send(response, 400, 'Token expired or invalid')
    federation.signedIn.push({ arn: token.arn, destination })
    send(response, 200, `<h1>signed in as ${token.arn}</h1><p>${destination}</p>`)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', federation.url)
    const params = new URLSearchParams([
      ...url.searchParams,
      ...new URLSearchParams(await bodyOf(request)),
    ])
    const { method = '' } = request
    const shown = Object.fromEntries([...params].filter(([name]) => name !== 'Session'))
    federation.requests.push({ method, url: url.href, params: shown })
    const action = `${url.pathname} ${params.get('Action')}`
    if (action === '/federation getSigninToken') return exchange(params, method, response)
    if (action === '/federation login') return logIn(params, response)
    if (action !== '/oauth logout') return send(response, 404, 'no such page')
    federation.signOuts++
    response.writeHead(302, { location: params.get('redirect_uri') ?? '' }).end()
  }

  const server = await startWebServer((request, response) => void serve(request, response))
  const federation: Federation = {
    url: server.url,
    requests: [],
    signedIn: [],
    signOuts: 0,
    fault: undefined,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return federation
}

/** Only the credentials of a role or of a federated user are accepted. */
function sessionOf(text: string, sts: StsServer): Session | undefined {
  const { sessionId, sessionKey, sessionToken } = JSON.parse(text || '{}') as Record<
    string,
    unknown
  >
  return sts.sessions.find(
    (session) =>
      session.accessKeyId === sessionId &&
      session.secretAccessKey === sessionKey &&
      session.sessionToken === sessionToken &&
      session.expiration > Date.now() + sts.clockShift &&
      ['role', 'federated'].includes(session.principal.kind),
  )
}

function acceptsDuration(session: Session, duration: string | null): boolean {
  if (duration === null) return true
  const isInRange = Number(duration) >= DURATION.min && Number(duration) <= DURATION.max
  return isInRange && session.principal.kind === 'role' && session.isChained !== true
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, status: number, body: string, type = 'text/html'): void {
  response.writeHead(status, { 'content-type': type }).end(body)
}
