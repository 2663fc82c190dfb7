import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RolecallError } from '../../core/errors.js'
import { sleep } from '../../system/time.js'
import { renderPage, type Page } from './page.js'

/** Receives the provider's response from the browser. */
export interface RedirectListener {
  /** The redirect URI with the actual port. */
  uri: string
  /** The first redirect; later ones get an error page. */
  redirect: Promise<Redirect>
  /** Closes all connections and frees the port. */
  close: () => Promise<void>
}

export interface Redirect {
  /** The redirect URI with the query that came: a code or an error. */
  url: URL
  /** Shows the result to the user. Resolves when the page is sent, or the browser is gone. */
  show: (page: Page) => Promise<void>
}

/** Limit for sending a page, because a browser may stop reading. */
const PAGE_TIMEOUT_MS = 2000

/**
 * Listens for one redirect on a loopback interface (RFC 8252 §7.3).
 * @param redirectUri an http URL of a loopback host; without a port, any free port is used
 * @param state of the authorization request. A request without it does not end the sign-in: any
 * program of this machine, and any page in the browser, can send one.
 * @throws RolecallError 'failed' if the port is in use, or the interface is missing
 */
export async function listenForRedirect(
  redirectUri: string,
  state?: string,
): Promise<RedirectListener> {
  const uri = new URL(redirectUri)
  const server = createServer()
  await listen(server, uri)
  uri.port = String((server.address() as AddressInfo).port)
  return {
    uri: uri.href,
    redirect: new Promise((resolve) => {
      let isReceived = false
      server.on('request', (request, response) => {
        const refusal =
          problemWith(request, uri) ??
          (isReceived ? ALREADY_RECEIVED : undefined) ??
          (state === undefined || hasState(request, uri, state) ? undefined : WRONG_STATE)
        if (refusal) return send(response, refusal)
        isReceived = true
        resolve({ url: urlOf(request, uri), show: (page) => showOnce(response, page) })
      })
    }),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, { hostname, port }: URL): Promise<void> {
  // `localhost` may resolve to either address family, so RFC 8252 §8.3 recommends the literal.
  const host = hostname === '[::1]' ? '::1' : '127.0.0.1'
  server.listen(Number(port || 0), host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw cannotListenError(hostname, port, error)
  }
}

function cannotListenError(hostname: string, port: string, cause: unknown): RolecallError {
  if (port === '') {
    return new RolecallError('failed', `cannot listen on ${hostname}`, {
      hint: 'check that this machine has a loopback interface and a free port',
      cause,
    })
  }
  return new RolecallError('failed', `cannot listen on ${hostname}:${port}`, {
    hint: 'finish the sign-in that uses the port, or remove it from rolecall_oidc_redirect_uri',
    cause,
  })
}

/**
 * Accepts only the exact host, path and method. A page of another origin can make the browser send
 * requests with any host name (DNS rebinding).
 */
function problemWith(request: IncomingMessage, uri: URL): Page | undefined {
  if (request.headers.host !== uri.host) return problem(421, 'Wrong address')
  if (request.url?.split('?', 1)[0] !== uri.pathname) return problem(404, 'Page not found')
  if (request.method !== 'GET') return problem(405, 'Method not allowed')
  return undefined
}

/** Compares in constant time, so that the state cannot be guessed piece by piece. */
function hasState(request: IncomingMessage, uri: URL, state: string): boolean {
  const received = urlOf(request, uri).searchParams.getAll('state')
  const [one, other] = [Buffer.from(received[0] ?? ''), Buffer.from(state)]
  return received.length === 1 && one.length === other.length && timingSafeEqual(one, other)
}

const WRONG_STATE: Page = {
  status: 400,
  good: false,
  title: 'Not this sign-in',
  text: 'This address does not belong to the sign-in that rolecall waits for. Finish that one, or start it again.',
}

const ALREADY_RECEIVED: Page = {
  status: 409,
  good: false,
  title: 'Already received',
  text: 'rolecall has already received the result of this sign-in. You can close this page.',
}

function problem(status: number, title: string): Page {
  return {
    status,
    good: false,
    title,
    text: 'rolecall only accepts the redirect of a sign-in here.',
  }
}

function urlOf(request: IncomingMessage, uri: URL): URL {
  const url = new URL(uri)
  url.search = request.url?.slice(uri.pathname.length) ?? ''
  return url
}

async function showOnce(response: ServerResponse, page: Page): Promise<void> {
  const gone = once(response, 'close')
  send(response, page)
  await Promise.race([gone, sleep(PAGE_TIMEOUT_MS)])
}

function send(response: ServerResponse, page: Page): void {
  const { status, headers, html } = renderPage(page)
  response.writeHead(status, headers).end(html)
}
