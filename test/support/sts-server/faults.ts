import type { ServerResponse } from 'node:http'
import { StsError } from './errors.js'
import type { SignedRequest } from './sigv4.js'

/** A failure between a request and its response. */
export type Fault =
  /** The server reads the request and never responds. */
  | 'hang'
  /** The server resets the connection before it responds. */
  | 'reset'
  | 'throttle'
  | 'internal-error'
  /** An HTML page, as from a proxy. */
  | 'html'
  /** The first half of the response body, with a Content-Length to match. */
  | 'truncated-xml'
  /** 200,000 nested XML elements. */
  | 'nested-xml'
  /** A response of a few bytes every 20 ms that never ends. */
  | 'drip'
  /** A response of 300,000 bytes every 20 ms that never ends. */
  | 'flood'
  /** An error message that quotes the complete request. */
  | 'echo'

export interface FaultOptions {
  /** Number of requests that fail; all by default. */
  times?: number
  /** HTTP status of 'html'; 502 by default. */
  status?: number
}

export interface HttpResponse {
  status: number
  type: string
  body: string
}

export interface Faults {
  add(operation: string, fault: Fault, options?: FaultOptions): void
  clear(): void
  /** @returns the fault for the next request of this operation, undefined for none */
  next(operation: string): PlannedFault | undefined
}

export interface PlannedFault {
  fault: Fault
  status: number
}

/** Creates an empty list of faults. The operation `*` matches all operations. */
export function faultList(): Faults {
  let planned: (PlannedFault & { operation: string; remaining: number })[] = []
  return {
    add(operation, fault, { times = Infinity, status = 502 } = {}) {
      planned.push({ operation, fault, status, remaining: times })
    },
    clear() {
      planned = []
    },
    next(operation) {
      const found = planned.find(
        (entry) => entry.remaining > 0 && ['*', operation].includes(entry.operation),
      )
      if (found) found.remaining--
      return found
    },
  }
}

/** Applies the faults that replace the operation by an error. @throws StsError */
export function throwIfError(planned: PlannedFault | undefined, request: SignedRequest): void {
  if (planned?.fault === 'echo') {
    const token = String(request.headers['x-amz-security-token'])
    const sent = `${request.body.toString()} ${token} ${encodeURIComponent(token)}`
    throw new StsError('ValidationError', `Value '${sent}' failed to satisfy constraint`)
  }
  if (planned?.fault === 'throttle') throw new StsError('Throttling', 'Rate exceeded', 400)
  if (planned?.fault === 'internal-error')
    throw new StsError(
      'InternalFailure',
      'The request processing has failed because of an unknown error, exception or failure.',
    )
}

/**
 * Applies the faults that change the response.
 * @returns the response to send; undefined for none
 */
export function applyFault(
  response: HttpResponse,
  planned: PlannedFault | undefined,
  connection: ServerResponse,
): HttpResponse | undefined {
  switch (planned?.fault) {
    case 'hang':
      return undefined
    case 'reset':
      connection.socket?.resetAndDestroy()
      return undefined
    case 'html':
      return {
        status: planned.status,
        type: 'text/html',
        body: '<html><body><h1>Bad Gateway</h1></body></html>',
      }
    case 'truncated-xml':
      return { ...response, body: response.body.slice(0, response.body.length / 2) }
    case 'nested-xml':
      return { ...response, body: '<a>'.repeat(200_000) }
    case 'drip':
    case 'flood':
      sendForever(connection, planned.fault === 'drip' ? '<a>' : '<a>'.repeat(100_000))
      return undefined
    default:
      return response
  }
}

function sendForever(connection: ServerResponse, text: string): void {
  connection.writeHead(200, { 'Content-Type': 'text/xml' })
  const timer = setInterval(() => connection.write(text), 20)
  connection.on('close', () => clearInterval(timer))
}
