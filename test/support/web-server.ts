import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from './certificate.js'

export interface WebServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startWebServer(
  listener: RequestListener,
  tls?: Pick<Certificate, 'key' | 'cert'>,
): Promise<WebServer> {
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}
