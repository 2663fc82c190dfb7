import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpResponse } from './faults.js'
import type { Input } from './input.js'
import type { SignedRequest } from './sigv4.js'

/** Reads the complete request, including its body. */
export async function read(incoming: IncomingMessage): Promise<SignedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const { method = '', url: target = '/', headers } = incoming
  return { method, target, headers, body: Buffer.concat(chunks) }
}

/** Parses the query protocol: a form in the body of a POST, or the query of a GET. */
export function inputOf({ method, target, body }: SignedRequest): Input {
  const text = method === 'POST' ? body.toString() : (target.split('?')[1] ?? '')
  return new Map(new URLSearchParams(text))
}

/**
 * Sends a response.
 * @param now milliseconds since 1970, for the `Date` header, which shows clients a wrong clock
 */
export function send(
  connection: ServerResponse,
  { status, type, body }: HttpResponse,
  now: number,
): void {
  connection.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    Date: new Date(now).toUTCString(),
    'x-amzn-RequestId': /<RequestId>(.*)<\/RequestId>/.exec(body)?.[1] ?? randomUUID(),
  })
  connection.end(body)
}
