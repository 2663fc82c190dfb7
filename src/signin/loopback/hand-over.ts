import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RolecallError } from '../../core/errors.js'
import { isOwnConnection } from '../../system/process/caller/connection-owner.js'
import { renderPage, type Page } from './page.js'

/** Hands one browser a URL that no command line may contain. */
export interface HandOver {
  /** The address to open: http, loopback, and good for one request. */
  address: string
  /** Resolves when the browser has got the URL. */
  taken: Promise<void>
  /** Frees the port. */
  close: () => Promise<void>
}

const TOKEN_BYTES = 32

/**
 * Listens on 127.0.0.1 and redirects the first request for a random path to a secret URL. The
 * command line of a browser is public, so it gets this address instead of the URL. Another user of
 * the machine who reads the address gets nothing: the kernel says whose connection it is (on Linux;
 * elsewhere the path alone protects it, until the browser has come).
 * @throws RolecallError 'failed' if there is no free port
 */
export async function handOver(secretUrl: string): Promise<HandOver> {
  const path = `/${randomBytes(TOKEN_BYTES).toString('base64url')}`
  const server = createServer()
  server.listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new RolecallError('failed', 'cannot listen on 127.0.0.1', {
      hint: 'add --print, and open the URL that it prints',
      cause,
    })
  }
  const { port } = server.address() as AddressInfo
  const host = `127.0.0.1:${port}`
  return {
    address: `http://${host}${path}`,
    taken: new Promise((resolve) => {
      let isTaken = false
      server.on('request', (request, response) => {
        const refusal = problemWith(request, host, path) ?? (isTaken ? ALREADY_TAKEN : undefined)
        if (refusal) return sendPage(response, refusal)
        isTaken = true
        response.once('close', resolve)
        response.writeHead(303, { ...PRIVATE, location: secretUrl }).end()
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

/** A page that is neither cached nor named to the next site. */
const PRIVATE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  connection: 'close',
}

/**
 * Accepts only the exact host, path and method, from a process of this user or of root. A page of
 * another origin can make the browser send requests with any host name (DNS rebinding).
 */
function problemWith(request: IncomingMessage, host: string, path: string): Page | undefined {
  if (request.headers.host !== host) return problem(421, 'Wrong address')
  if (!isEqual(request.url ?? '', path)) return problem(404, 'Page not found')
  if (request.method !== 'GET') return problem(405, 'Method not allowed')
  const { remotePort = 0, localPort = 0 } = request.socket
  return isOwnConnection(remotePort, localPort) ? undefined : problem(403, 'Another user')
}

/** Compares in constant time, so that the path cannot be guessed piece by piece. */
function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const ALREADY_TAKEN: Page = {
  status: 410,
  good: false,
  title: 'Already used',
  text: 'This address opens the console once. Run rolecall console again.',
}

function problem(status: number, title: string): Page {
  const text = 'rolecall answers only the browser that it opened.'
  return { status, good: false, title, text }
}

function sendPage(response: ServerResponse, page: Page): void {
  const { status, headers, html } = renderPage(page)
  response.writeHead(status, headers).end(html)
}
