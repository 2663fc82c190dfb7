import { pipeline, Transform, type Readable } from 'node:stream'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { agentsFor } from './agents.js'
import type { Network } from './network.js'
import { withTrust } from './trust.js'

/** SDKs that wait for rolecall give up after 20 s (Rust) or 60 s (Go): docs/contracts.md §1.2. */
const CONNECT_TIMEOUT_MS = 3000
const RESPONSE_TIMEOUT_MS = 6000

/** 1 MiB. The longest response of STS, a decoded authorization message, has about 10,000 bytes. */
const MAX_BODY_BYTES = 1024 * 1024

/** The part of the SDK's HTTP handler that its clients use. */
export type HttpHandler = Pick<
  NodeHttpHandler,
  'handle' | 'destroy' | 'updateHttpClientConfig' | 'httpHandlerConfigs'
>

/**
 * Makes the HTTP handler of every AWS client: with time limits, a size limit, and the proxy and CA
 * of the network.
 */
export function httpHandler(network: Network): HttpHandler {
  const handlers = new Map<string, NodeHttpHandler>()
  const handlerOf = (url: string, trusted: Network): NodeHttpHandler => {
    const key = `${url} ${trusted === network}`
    const handler = handlers.get(key) ?? makeHandler(trusted, url)
    handlers.set(key, handler)
    return handler
  }
  return {
    async handle(request, options) {
      const { protocol, hostname, port } = request
      const url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`
      const { response } = await withTrust(network, (trusted) =>
        handlerOf(url, trusted).handle(request, options),
      )
      response.body = limited(response.body as Readable)
      return { response }
    },
    destroy() {
      for (const handler of handlers.values()) handler.destroy()
    },
    // The SDK would set its own defaults here.
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

function makeHandler(network: Network, url: string): NodeHttpHandler {
  return new NodeHttpHandler(async () => ({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: RESPONSE_TIMEOUT_MS,
    // Otherwise the SDK only prints a warning at the time limit.
    throwOnRequestTimeout: true,
    ...(await agentsFor(network, url)),
  }))
}

/** Limits the body. The SDK's own limits end with the headers, and a body could drip or flood. */
function limited(body: Readable): Readable {
  let size = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      done(size > MAX_BODY_BYTES ? bodyError('TooLongError', 'too long') : null, chunk)
    },
  })
  const timer = setTimeout(
    () => counted.destroy(bodyError('TooSlowError', 'too slow')),
    RESPONSE_TIMEOUT_MS,
  )
  pipeline(body, counted, () => clearTimeout(timer))
  return counted
}

function bodyError(name: string, fault: string): Error {
  return Object.assign(new Error(`the response is ${fault}`), { name })
}
