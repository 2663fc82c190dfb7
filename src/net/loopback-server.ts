import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RolecallError } from '../core/errors.js'
import { isCode } from '../system/files/system-error.js'

/** One request that has passed the checks of {@link serveLoopback}. Its body is not read. */
export interface LoopbackRequest {
  method: string
  /** The path and query as sent, not decoded. */
  target: string
  header: (name: string) => string | undefined
  /** Ports of the client's end and of this end. */
  ports: { client: number; server: number }
}

/** What a loopback server answers: a status and a JSON or text body. */
export interface LoopbackReply {
  status: number
  /** JSON if it is an object, otherwise plain text. */
  body: object | string
  headers?: Readonly<Record<string, string>>
}

/** A running server on 127.0.0.1, and how to end it. */
export interface LoopbackServer {
  port: number
  /** Ends all connections and frees the port. */
  close: () => void
}

/** Who may call a loopback server, and who answers. */
export interface LoopbackOptions {
  /** 0 for any free port. */
  port: number
  /** Names under which clients reach this server. Others are refused (DNS rebinding). */
  hostNames: readonly string[]
  /** Never throws. */
  answer: (request: LoopbackRequest) => LoopbackReply | Promise<LoopbackReply>
  /** The body of a refusal. */
  refusal: (message: string) => object
}

/** SDKs send less than 1 KB. */
const MAX_HEADER_BYTES = 8 * 1024

/** Milliseconds for the head of a request, after which a slow client is cut off. */
const HEADERS_TIMEOUT_MS = 5000
/** Milliseconds for a complete request. */
const REQUEST_TIMEOUT_MS = 10_000
/** Milliseconds that an idle connection stays open for the next request. */
const KEEP_ALIVE_MS = 5000

/**
 * Listens on 127.0.0.1. Refuses requests for another host name, and those of web pages: a browser
 * sends `Origin` or `Sec-Fetch-Site`, an SDK never does. Sends no CORS header.
 * @throws RolecallError 'failed' if the port is taken or not allowed
 */
export async function serveLoopback(options: LoopbackOptions): Promise<LoopbackServer> {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: KEEP_ALIVE_MS,
  })
  // The other limits begin with the first byte of a request.
  server.timeout = HEADERS_TIMEOUT_MS
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  const hosts = new Set(options.hostNames.map((name) => (port === 80 ? name : `${name}:${port}`)))
  // A client that has gone is not a fault of the server.
  server.on('error', () => undefined)
  server.on('connection', (socket) => socket.on('error', () => undefined))
  server.on('request', (request, response) => {
    void replyTo(request, hosts, options).then((reply) => send(request, response, reply))
  })
  return {
    port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw cannotListenError(port, cause)
  }
}

function cannotListenError(port: number, cause: unknown): RolecallError {
  const what = isCode(cause, 'EADDRINUSE')
    ? `port ${port} of 127.0.0.1 is in use`
    : isCode(cause, 'EACCES')
      ? `port ${port} of 127.0.0.1 needs root`
      : `cannot listen on port ${port} of 127.0.0.1`
  return new RolecallError('failed', what, {
    hint: 'give another --port, or none: then any free port is used',
    cause,
  })
}

async function replyTo(
  request: IncomingMessage,
  hosts: ReadonlySet<string>,
  { answer, refusal }: LoopbackOptions,
): Promise<LoopbackReply> {
  const { origin, 'sec-fetch-site': site } = request.headers
  // Of two lines, Node would read the first, and a proxy in between perhaps the second.
  const [host = '', ...others] = request.headersDistinct['host'] ?? []
  if (!hosts.has(host.toLowerCase()) || others.length > 0) {
    return { status: 403, body: refusal('this server does not have that host name') }
  }
  if (origin !== undefined || site !== undefined) {
    return { status: 403, body: refusal('web pages get no credentials') }
  }
  return answer({
    method: request.method ?? '',
    target: request.url ?? '',
    header: (name) => textOf(request.headers[name]),
    ports: { client: request.socket.remotePort ?? 0, server: request.socket.localPort ?? 0 },
  })
}

const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, headers }: LoopbackReply,
): void {
  const [text, type] =
    typeof body === 'string' ? [body, 'text/plain'] : [JSON.stringify(body), 'application/json']
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  const hasBody = length !== '0' || encoding !== undefined
  response.writeHead(status, {
    'content-type': type,
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // A body is not read, so that no other request can follow it.
    ...(hasBody ? { connection: 'close' } : {}),
    ...headers,
  })
  response.end(text)
}
