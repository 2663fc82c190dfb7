import { once } from 'node:events'
import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** What `openid-client` asks of a fetch: text out, text in, redirects left to the caller. */
export type Fetch = (url: string, options: FetchOptions) => Promise<Response>

export interface FetchOptions {
  method: string
  headers: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

/** The agents that lead to a URL: through a proxy, with a private authority, or neither. */
export type AgentsFor = (url: string) => Promise<{ httpAgent: Agent; httpsAgent: Agent }>

/** Bytes. A provider's metadata, keys and tokens are a few kilobytes. */
const MOST = 1024 * 1024

/**
 * A fetch that goes through agents, since Node's own reads neither HTTPS_PROXY nor AWS_CA_BUNDLE.
 * @throws Error of the network, and for an answer of more than 1 MiB
 */
export function fetchThrough(agentsFor: AgentsFor): Fetch {
  return async (url, { method, headers, body, signal }) => {
    const { httpAgent, httpsAgent } = await agentsFor(url)
    const secure = new URL(url).protocol === 'https:'
    const [send, agent] = secure ? [httpsRequest, httpsAgent] : [httpRequest, httpAgent]
    const request = send(url, { method, headers, agent, ...(signal ? { signal } : {}) })
    request.end(body instanceof URLSearchParams || typeof body === 'string' ? String(body) : '')
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    return new Response(await textOf(answer), {
      status: answer.statusCode ?? 500,
      headers: new Headers(
        Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        ),
      ),
    })
  }
}

/** @returns null for an empty body, the only one that a 204 may have */
async function textOf(answer: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return size === 0 ? null : Buffer.concat(chunks).toString('utf8')
}
