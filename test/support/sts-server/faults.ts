import type { ServerResponse } from 'node:http'
import { StsError } from './errors.js'
import type { SignedRequest } from './sigv4.js'

/** What may go wrong between a request and its answer. */
export type Fault =
  /** The request is taken, nothing ever comes back. */
  | 'hang'
  /** The connection is cut before an answer. */
  | 'reset'
  | 'throttle'
  | 'internal-error'
  /** A page of some proxy, with the given status, 502 by default. */
  | 'html'
  /** The first half of the answer, with the status and length of the whole half. */
  | 'truncated-xml'
  /** Levels upon levels of XML. */
  | 'nested-xml'
  /** An answer that begins, and goes on by a little every moment for ever. */
  | 'drip'
  /** Much more than memory holds. */
  | 'flood'
  /** A refusal that quotes the whole request. */
  | 'echo'

export interface FaultOptions {
  /** How many requests it befalls; all, if not given. */
  times?: number
  /** HTTP status of 'html'. */
  status?: number
}

export interface Answer {
  status: number
  type: string
  body: string
}

export interface Faults {
  add(operation: string, fault: Fault, options?: FaultOptions): void
  clear(): void
  /** The fault that befalls this request, if any; counts down. */
  next(operation: string): Planned | undefined
}

export interface Planned {
  fault: Fault
  status: number
}

/** @returns an empty list of faults; the operation `*` stands for every one */
export function faultList(): Faults {
  let planned: (Planned & { operation: string; left: number })[] = []
  return {
    add(operation, fault, { times = Infinity, status = 502 } = {}) {
      planned.push({ operation, fault, status, left: times })
    },
    clear() {
      planned = []
    },
    next(operation) {
      const found = planned.find(
        (entry) => entry.left > 0 && ['*', operation].includes(entry.operation),
      )
      if (found) found.left--
      return found
    },
  }
}

/** Errors that replace the operation. @throws StsError */
export function throwIfError(planned: Planned | undefined, request: SignedRequest): void {
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

/** The answer as it is sent; undefined: not at all. */
export function spoil(
  answer: Answer,
  planned: Planned | undefined,
  response: ServerResponse,
): Answer | undefined {
  switch (planned?.fault) {
    case 'hang':
      return undefined
    case 'reset':
      response.socket?.resetAndDestroy()
      return undefined
    case 'html':
      return {
        status: planned.status,
        type: 'text/html',
        body: '<html><body><h1>Bad Gateway</h1></body></html>',
      }
    case 'truncated-xml':
      return { ...answer, body: answer.body.slice(0, answer.body.length / 2) }
    case 'nested-xml':
      return { ...answer, body: '<a>'.repeat(200_000) }
    case 'drip':
    case 'flood':
      pour(response, planned.fault === 'drip' ? '<a>' : '<a>'.repeat(100_000))
      return undefined
    default:
      return answer
  }
}

function pour(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'Content-Type': 'text/xml' })
  const pouring = setInterval(() => response.write(text), 20)
  response.on('close', () => clearInterval(pouring))
}
