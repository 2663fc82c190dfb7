import { createServer, request } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** A forward proxy on loopback that keeps a list of what it was asked for. */
export interface Proxy extends AsyncDisposable {
  readonly url: string
  /** `host:port` of each CONNECT, whole URLs of plain requests. */
  readonly asked: string[]
}

/**
 * @param target where everything is sent, whatever name was asked for: the tests have no DNS
 */
export async function startProxy(target: { host: string; port: number }): Promise<Proxy> {
  const asked: string[] = []
  const server = createServer((incoming, answer) => {
    asked.push(incoming.url ?? '')
    const { method, headers } = incoming
    const onward = request({
      ...target,
      method,
      headers,
      path: new URL(incoming.url ?? '').pathname,
    })
    onward.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    incoming.pipe(onward)
  })
  server.on('connect', (incoming, client) => {
    asked.push(incoming.url ?? '')
    const upstream = connect(target.port, target.host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client)
      client.pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  // What has become a tunnel is no longer the server's to close.
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
