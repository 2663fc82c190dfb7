import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { RolecallError } from '../../core/errors.js'
import { renderPage, type Page } from './page.js'

/** Where the browser brings the provider's answer. */
export interface LoopbackServer {
  /** The redirect URI, with the port that was found. */
  uri: string
  /** The first answer; the others are turned away. */
  landing: Promise<Redirect>
  /** Frees the port, whoever is still connected. */
  close(): Promise<void>
}

export interface Redirect {
  /** The redirect URI with what came in its query: the code, or the error. */
  url: URL
  /** Tells the person how it ended. Resolves when the page is out, or the browser is gone. */
  show(page: Page): Promise<void>
}

/** Milliseconds: a browser that stopped reading must not keep us. */
const PAGE_LIMIT = 2000

/**
 * Listens for one redirect on a loopback interface (RFC 8252 §7.3).
 * @param redirectUri an http URL of a loopback host; without a port, any that is free
 * @throws RolecallError where the port is taken
 */
export async function listenForRedirect(redirectUri: string): Promise<LoopbackServer> {
  const uri = new URL(redirectUri)
  const server = createServer()
  await listen(server, uri)
  uri.port = String((server.address() as AddressInfo).port)
  return {
    uri: uri.href,
    landing: new Promise((land) => {
      let landed = false
      server.on('request', (request, response) => {
        const problem = problemWith(request, uri) ?? (landed ? ANSWERED : undefined)
        if (problem) return send(response, problem)
        landed = true
        land({ url: landingUrl(request, uri), show: (page) => showOnce(response, page) })
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
  // The name may lead to either address family; the literal is what RFC 8252 §8.3 asks for.
  const host = hostname === '[::1]' ? '::1' : '127.0.0.1'
  server.listen(Number(port || 0), host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new RolecallError('failed', `port ${port} of ${hostname} cannot be listened on`, {
      hint: 'another sign-in may be waiting; or leave the port out of rolecall_oidc_redirect_uri',
      cause: error,
    })
  }
}

/** A page of another origin can make the browser call us by any name: only our own counts (DNS rebinding). */
function problemWith(request: IncomingMessage, uri: URL): Page | undefined {
  if (request.headers.host !== uri.host) return problem(421, 'Wrong address')
  if (request.url?.split('?', 1)[0] !== uri.pathname) return problem(404, 'Nothing here')
  if (request.method !== 'GET') return problem(405, 'Not this way')
  return undefined
}

const ANSWERED: Page = {
  status: 409,
  good: false,
  title: 'Already answered',
  text: 'This sign-in has had its answer. You may close this page.',
}

function problem(status: number, title: string): Page {
  return { status, good: false, title, text: 'rolecall waits here for a sign-in to come back.' }
}

function landingUrl(request: IncomingMessage, uri: URL): URL {
  const url = new URL(uri)
  url.search = request.url?.slice(uri.pathname.length) ?? ''
  return url
}

async function showOnce(response: ServerResponse, page: Page): Promise<void> {
  const gone = once(response, 'close')
  send(response, page)
  await Promise.race([gone, wait(PAGE_LIMIT, undefined, { ref: false })])
}

function send(response: ServerResponse, page: Page): void {
  const { status, headers, html } = renderPage(page)
  response.writeHead(status, headers).end(html)
}
