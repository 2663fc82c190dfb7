import { NodeHttpHandler } from '@smithy/node-http-handler'
import { agentsFor, type Network } from './network.js'

/** Milliseconds. An SDK that waits for us gives up after 20 s (Rust) or 60 s (Go): contracts §1.2. */
const CONNECT_LIMIT = 3000
const ANSWER_LIMIT = 6000

/** How every client reaches AWS. @param urlOf gives the URL that will be asked, for NO_PROXY */
export function httpHandler(network: Network, urlOf: () => string): NodeHttpHandler {
  return new NodeHttpHandler(async () => ({
    connectionTimeout: CONNECT_LIMIT,
    requestTimeout: ANSWER_LIMIT,
    // Without this the SDK only prints a warning when the time is up.
    throwOnRequestTimeout: true,
    ...(await agentsFor(network, urlOf)),
  }))
}
