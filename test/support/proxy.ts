import { createServer, request } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** A forward proxy on loopback that records its requests. */
export interface Proxy extends AsyncDisposable {
  readonly url: string
  /** `host:port` of each CONNECT request, the URL of each plain request. */
  readonly requests: string[]
}

/**
 * Starts a proxy that sends every request to `target`, whatever its host, since the tests have no
 * DNS.
 */
export async function startProxy(target: { host: string; port: number }): Promise<Proxy> {
  const requests: string[] = []
  const server = createServer((incoming, response) => {
    requests.push(incoming.url ?? '')
    const { method, headers } = incoming
    const forwarded = request({
      ...target,
      method,
      headers,
      path: new URL(incoming.url ?? '').pathname,
    })
    forwarded.on('response', (received) => {
      response.writeHead(received.statusCode ?? 502, received.headers)
      received.pipe(response)
    })
    incoming.pipe(forwarded)
  })
  server.on('connect', (incoming, client) => {
    requests.push(incoming.url ?? '')
    const upstream = connect(target.port, target.host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client)
      client.pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  // The server does not close sockets that have become tunnels.
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
