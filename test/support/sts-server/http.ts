import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './faults.js'
import type { Input } from './input.js'
import type { SignedRequest } from './sigv4.js'

/** The whole request, body included. */
export async function read(incoming: IncomingMessage): Promise<SignedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const { method = '', url: target = '/', headers } = incoming
  return { method, target, headers, body: Buffer.concat(chunks) }
}

/** The query protocol: a form in the body of a POST, or the query of a GET. */
export function inputOf({ method, target, body }: SignedRequest): Input {
  const text = method === 'POST' ? body.toString() : (target.split('?')[1] ?? '')
  return new Map(new URLSearchParams(text))
}

/** @param now milliseconds since 1970, for the `Date` header by which clients notice a wrong clock */
export function send(response: ServerResponse, { status, type, body }: Answer, now: number): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    Date: new Date(now).toUTCString(),
    'x-amzn-RequestId': /<RequestId>(.*)<\/RequestId>/.exec(body)?.[1] ?? randomUUID(),
  })
  response.end(body)
}
