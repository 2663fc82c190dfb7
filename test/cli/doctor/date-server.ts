import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface DateServer extends AsyncDisposable {
  url: string
  requests: () => number
}

/**
 * Starts a server that answers everything, with a clock of its own.
 * @param offsetMs how far that is ahead
 */
export async function startDateServer(offsetMs: number): Promise<DateServer> {
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response.setHeader('date', new Date(Date.now() + offsetMs).toUTCString())
    response.writeHead(302).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
