import { pipeline, Transform, type Readable } from 'node:stream'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { agentsFor, type Network } from './agents.js'

/** Milliseconds. An SDK that waits for us gives up after 20 s (Rust) or 60 s (Go): contracts §1.2. */
const CONNECT_LIMIT = 3000
const ANSWER_LIMIT = 6000

/** Bytes. A decoded authorization message, the longest that STS answers, has some ten thousand. */
const MOST_ANSWER = 1024 * 1024

/** What a client of the SDK needs of its way to the network. */
export type HttpHandler = Pick<
  NodeHttpHandler,
  'handle' | 'destroy' | 'updateHttpClientConfig' | 'httpHandlerConfigs'
>

/** How every client reaches AWS: with limits of time and size, and on the way that leads to the host that it asks. */
export function httpHandler(network: Network): HttpHandler {
  const ways = new Map<string, NodeHttpHandler>()
  const wayTo = (url: string): NodeHttpHandler => {
    const way = ways.get(url) ?? handlerFor(network, url)
    ways.set(url, way)
    return way
  }
  return {
    async handle(request, options) {
      const { protocol, hostname, port } = request
      const url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`
      const { response } = await wayTo(url).handle(request, options)
      response.body = limited(response.body as Readable)
      return { response }
    },
    destroy() {
      for (const way of ways.values()) way.destroy()
    },
    // What the SDK would set for everybody is set here already.
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

function handlerFor(network: Network, url: string): NodeHttpHandler {
  return new NodeHttpHandler(async () => ({
    connectionTimeout: CONNECT_LIMIT,
    requestTimeout: ANSWER_LIMIT,
    // Without this the SDK only prints a warning when the time is up.
    throwOnRequestTimeout: true,
    ...(await agentsFor(network, url)),
  }))
}

/** The SDK's own limits end with the headers: what follows them could drip, or pour, for ever. */
function limited(body: Readable): Readable {
  let size = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      done(size > MOST_ANSWER ? fault('TooLongError', 'too long') : null, chunk)
    },
  })
  const late = setTimeout(() => counted.destroy(fault('TooSlowError', 'too slow')), ANSWER_LIMIT)
  pipeline(body, counted, () => clearTimeout(late))
  return counted
}

function fault(name: string, what: string): Error {
  return Object.assign(new Error(`the answer is ${what}`), { name })
}
