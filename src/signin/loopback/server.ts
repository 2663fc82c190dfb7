import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RolecallError } from '../../core/errors.js'
import { sleep } from '../../system/time.js'
import { renderPage, type Page } from './page.js'

/** Receives the provider's response from the browser. */
export interface LoopbackServer {
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
 * @throws RolecallError 'failed' if the port is in use, or the interface is missing
 */
export async function listenForRedirect(redirectUri: string): Promise<LoopbackServer> {
  const uri = new URL(redirectUri)
  const server = createServer()
  await listen(server, uri)
  uri.port = String((server.address() as AddressInfo).port)
  return {
    uri: uri.href,
    redirect: new Promise((resolve) => {
      let isReceived = false
      server.on('request', (request, response) => {
        const problem = problemWith(request, uri) ?? (isReceived ? ALREADY_RECEIVED : undefined)
        if (problem) return send(response, problem)
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
