import { RolecallError } from '../core/errors.js'
import { firstFailure } from '../core/first-failure.js'
import { isNonEmptyString, parseObject } from '../core/json.js'
import { printable } from '../core/printable.js'
import type { Fetch } from '../net/fetch.js'
import { sleep } from '../system/time.js'

/** A service that is called with JSON: its URL, and how it is reached. */
export interface Service {
  url: string
  fetch: Fetch
  /** For hints. */
  name: string
  /**
   * Waits until the next request may be sent. That does not count as time for the response. The
   * result is called when the answer has come.
   */
  ready?: () => Promise<() => Promise<void>>
}

/**
 * An answer: the members of its JSON body, or why the service refused. `servedAt` is the time in
 * its `Date` header, milliseconds since 1970.
 */
export type Answer =
  | { ok: true; body: Readonly<Record<string, unknown>>; servedAt?: number }
  | { ok: false; status: number; code: string; text: string; servedAt?: number }

/** For one request; connecting through a proxy is part of it. */
const RESPONSE_TIMEOUT_MS = 10_000
/** How often a request is sent if the service is overloaded, and the pause before the second. */
const MAX_ATTEMPTS = 8
/** The same after a fault, which may last: an SDK waits 20 seconds for its helper. */
const MAX_ATTEMPTS_AFTER_FAULT = 3
const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 4000

/** What a request consists of. */
export interface ServiceRequest {
  method: 'GET' | 'POST'
  /** With the query. */
  path: string
  /** Sent as JSON. */
  body?: object
  /** The access token, for the portal. */
  token?: string
  /** Further headers, which may depend on the text that is sent. They are made for each attempt. */
  headers?: (text: string) => Record<string, string>
  /** False: sent once, because a second request would not get the same answer. */
  mayRepeat?: boolean
}

/**
 * Sends a request, again after a pause if the service is overloaded (429, 5xx).
 * @throws RolecallError 'failed' if the service cannot be reached
 */
export async function callService(service: Service, request: ServiceRequest): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send(service, request)
    if (answer.ok || request.mayRepeat === false) return answer
    const isFault = answer.status >= 500
    if (answer.status !== 429 && !isFault) return answer
    if (attempt === (isFault ? MAX_ATTEMPTS_AFTER_FAULT : MAX_ATTEMPTS)) return answer
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS)
    // Processes that were refused together must not come back together.
    await sleep(pause * (0.5 + Math.random()))
  }
}

async function send(service: Service, request: ServiceRequest): Promise<Answer> {
  const { url, fetch } = service
  const { method, path, body, token } = request
  const content = body === undefined ? undefined : JSON.stringify(body)
  const headers: Record<string, string> = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { 'x-amz-sso_bearer_token': token }),
    ...request.headers?.(content ?? ''),
  }
  const answered = await service.ready?.()
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS)
  try {
    const text = content === undefined ? {} : { body: content }
    const response = await fetch(`${url.replace(/\/$/, '')}${path}`, {
      ...{ method, headers, signal, ...text },
    })
    return answerOf(response, await response.text())
  } catch (error) {
    // A body that is cut off by the time limit ends with another error.
    throw unreachableError(service, signal.aborted ? signal.reason : error)
  } finally {
    await answered?.()
  }
}

function answerOf({ status, headers }: Response, text: string): Answer {
  const body = parseObject(text || '{}')
  const date = Date.parse(headers.get('date') ?? '')
  const served = Number.isNaN(date) ? {} : { servedAt: date }
  if (status < 300 && body) return { ok: true, body, ...served }
  const { error, error_description: description, message, __type: type } = body ?? {}
  const named = [error, headers.get('x-amzn-errortype'), type].find(isNonEmptyString) ?? ''
  const said = [description, message, error].find(isNonEmptyString) ?? `HTTP status ${status}`
  return {
    ok: false,
    // A proxy's page with status 200 does not count as one.
    status: status < 300 ? 502 : status,
    code: named.split(/[:#]/)[0] ?? '',
    text: printable(status < 300 ? 'the response is not valid JSON' : said).slice(0, 300),
    ...served,
  }
}

/** The error for a service that does not answer. */
export function unreachableError(
  { url, name }: Pick<Service, 'url' | 'name'>,
  cause: unknown,
): RolecallError {
  const first = firstFailure(cause)
  let reason = first instanceof Error ? first.message : String(first)
  if (cause instanceof Error && /Abort|Timeout/.test(cause.name)) reason = 'it took too long'
  const { host } = new URL(url)
  return new RolecallError('failed', `cannot reach ${host}: ${printable(reason).slice(0, 300)}`, {
    hint: `check the network, HTTPS_PROXY and NO_PROXY, and the region of ${name}`,
    cause,
  })
}
