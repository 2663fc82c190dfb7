import { connect, type AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import type { Certificate } from './certificate.js'

/** Accepts TLS on a free port of 127.0.0.1, and passes on what is inside to another port. */
export async function startTlsFront(
  target: number,
  { key, cert }: Pick<Certificate, 'key' | 'cert'>,
): Promise<AsyncDisposable & { port: number }> {
  const sockets = new Set<TLSSocket>()
  const server = createServer({ key, cert }, (client) => {
    sockets.add(client)
    const upstream = connect(target, '127.0.0.1')
    client.pipe(upstream).pipe(client)
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
