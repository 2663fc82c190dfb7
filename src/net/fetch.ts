import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Plan } from '../core/plan.js'
import type { Host } from '../system/host.js'
import type { Agents } from './agents.js'
import { networkFor } from './network.js'
import { statusError } from './status.js'

/** The fetch that `openid-client` needs: text in and out; redirects are left to the caller. */
export type Fetch = (url: string, options: FetchOptions) => Promise<Response>

/** An HTTP request, in the words of the Fetch API. */
export interface FetchOptions {
  method: string
  headers: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

/** 1 MiB. The metadata, keys and tokens of a provider have a few kilobytes. */
const MAX_BODY_BYTES = 1024 * 1024

/**
 * A fetch for identity providers and services, which are reached through the same network as STS.
 * @param maxBodyBytes of a response
 */
export function fetchFor(
  plan: Pick<Plan, 'caBundle'>,
  host: Pick<Host, 'env'>,
  maxBodyBytes = MAX_BODY_BYTES,
): Fetch {
  return async (url, options) => {
    const [{ agentsFor }, { withTrust }] = await loadNetwork()
    return withTrust(networkFor(plan, host), (network) =>
      fetchThrough((target) => agentsFor(network, target), maxBodyBytes)(url, options),
    )
  }
}

/** Loads what the first request needs, for callers to whom it matters when a request is sent. */
export function loadNetwork() {
  return Promise.all([import('./agents.js'), import('./trust.js')])
}

/**
 * Makes a fetch that uses agents, since Node's own reads neither HTTPS_PROXY nor AWS_CA_BUNDLE.
 * @param agentsFor the agents for a URL: with a proxy, with a private CA, or with neither
 * @returns a fetch that throws Error of the network, or for a body of more than `maxBodyBytes`
 */
export function fetchThrough(
  agentsFor: (url: string) => Promise<Agents>,
  maxBodyBytes = MAX_BODY_BYTES,
): Fetch {
  return async (url, { method, headers, body, signal }) => {
    const { httpAgent, httpsAgent } = await agentsFor(url)
    const isSecure = new URL(url).protocol === 'https:'
    const [send, agent] = isSecure ? [httpsRequest, httpsAgent] : [httpRequest, httpAgent]
    const request = send(url, { method, headers, agent, ...(signal ? { signal } : {}) })
    request.end(body instanceof URLSearchParams || typeof body === 'string' ? String(body) : '')
    const response = await responseTo(request)
    const fault = statusError(response.statusCode)
    if (fault) {
      request.destroy()
      throw fault
    }
    return new Response(await textOf(response, maxBodyBytes), {
      status: response.statusCode ?? 0,
      headers: new Headers(
        Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        ),
      ),
    })
  }
}

/** Node does not call it a response if the connection changes its protocol (status 101). */
function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve).on('error', reject)
    request.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response)
    })
  })
}

/** @returns null for an empty body, because a response with status 204 accepts no other */
async function textOf(response: IncomingMessage, maxBodyBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBodyBytes) throw new Error('the response is too large')
    chunks.push(chunk)
  }
  return size === 0 ? null : Buffer.concat(chunks).toString('utf8')
}
