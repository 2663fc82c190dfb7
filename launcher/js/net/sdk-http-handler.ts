import { HttpResponse } from '@smithy/core/protocols'
import type { Network } from '../../../src/net/network.js'
import type { httpHandler as original } from '../../../src/net/sdk-http-handler.js'
import { utf8Bytes } from '../../../src/system/bytes.js'
import { hasEffects, noteEffect } from '../effects.js'
import { host, type HostResponse } from '../host.js'
import { unsure } from '../unsure.js'
import { sendByName } from './node-names.js'
import { parseError } from './parse-error.js'
import { proxyTo } from './proxy.js'
import { trust } from './trust.js'

/*
 * In place of src/net/sdk-http-handler.ts, with its limits. Its faults have the names, codes and
 * messages of Node's, by which the SDK repeats a request and rolecall explains a failure.
 */

const LIMITS = [3000, 6000, 1024 * 1024] as const
/** "Switching Protocols". */
const SWITCHED = 101

export const httpHandler = ((network: Network) => ({
  async handle(request: Request) {
    const { protocol, hostname, port, method, path, query, headers, body } = request
    const isPlain = Object.keys(query ?? {}).length === 0 && typeof (body ?? '') === 'string'
    if (!isPlain) return unsure('an unusual request')
    const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`
    // Node closes each connection too.
    const all = [...Object.entries(headers), ['connection', 'close']] as [string, string][]
    const proxy = await proxyTo(network.env, origin)
    if (protocol === 'https:') trust(network)
    const content = utf8Bytes(body ?? '')
    const send = (): HostResponse =>
      host.send(method, `${origin}${path}`, all, content, LIMITS, proxy)
    let answer = await sendByName(send, proxy[0] ?? hostname, network.env, LIMITS[0])
    if (hasEffects() && isUntrusted(answer.code)) {
      const { trustAsNode } = await import('./node-trust.js')
      if (await trustAsNode(network)) answer = send()
    }
    // No prompt was shown yet, and the program explains it better. It may even know the name or
    // trust the server. If a command of the user has run, the command must not run again.
    const { fault = '' } = answer
    if (fault === 'unsure' || fault === 'unsent') {
      if (!hasEffects()) return unsure(`no connection: ${answer.reason}`)
      if (!answer.proxyStatus) throw connectionError(answer)
      return { response: new HttpResponse({ statusCode: answer.proxyStatus, body: NOTHING }) }
    }
    noteEffect()
    // Node does not call 101 a response, so that the SDK waits for one until its time limit.
    if (answer.status === SWITCHED) throw requestError({ ...answer, fault: 'timeout' })
    if (answer.status === undefined) throw requestError(answer)
    const response = new HttpResponse({
      statusCode: answer.status,
      headers: joined(answer.headers),
      body: answer,
    })
    return { response }
  },
  destroy: () => undefined,
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
})) as unknown as typeof original

interface Request {
  protocol: string
  hostname: string
  port?: number
  method: string
  path: string
  query?: object
  headers: Record<string, string>
  body?: string
}

/** Whether a connection has failed because of an authority, of which Node may know another. */
const isUntrusted = (code = ''): boolean =>
  /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|(SELF|DEPTH_ZERO_SELF)_SIGNED|UNABLE_TO_)/.test(code)

/** The SDK's `streamCollector`: the body, or why it ends early. */
export async function collected({ body, fault }: HostResponse): Promise<Uint8Array> {
  if (fault === undefined) return new Uint8Array(body)
  throw fault === 'aborted'
    ? Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
    : fault === 'long'
      ? Object.assign(new Error('the response is too long'), { name: 'TooLongError' })
      : Object.assign(new Error('the response is too slow'), { name: 'TooSlowError' })
}

/** The body of a proxy that gives no connection. */
const NOTHING: HostResponse = { status: 0, headers: [], body: new ArrayBuffer(0) }

/** Node's error for a connection that was not made. What cannot be TLS is no answer of HTTP. */
function connectionError({ code, message }: HostResponse): Error {
  if (!code) return parseError()
  const isTransient = code === 'ECONNRESET' || code === 'ETIMEDOUT'
  return Object.assign(new Error(message), isTransient ? { ...RESET, code } : { code })
}

/** As @smithy/node-http-handler makes it from Node's error. */
function requestError({ fault, reason }: HostResponse): Error {
  switch (fault) {
    case 'unconnected':
      return Object.assign(new Error(UNCONNECTED), { name: 'TimeoutError' })
    case 'timeout':
      return Object.assign(new Error(TIMEOUT), { name: 'TimeoutError', code: 'ETIMEDOUT' })
    case 'reset':
      return Object.assign(new Error('read ECONNRESET'), RESET)
    case 'pipe':
      return Object.assign(new Error('write EPIPE'), { name: 'TimeoutError', code: 'EPIPE' })
    case 'hangup':
      return Object.assign(new Error('socket hang up'), RESET)
    case 'overflow':
      return parseError('Header overflow')
    default:
      return parseError(reason)
  }
}

const RESET = { name: 'TimeoutError', code: 'ECONNRESET' }
const UNCONNECTED =
  '@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of 3000 ms.'
const TIMEOUT =
  '@smithy/node-http-handler - [ERROR] a request has exceeded the configured 6000 ms requestTimeout.'

function joined(headers: HostResponse['headers']): Record<string, string> {
  const all: Record<string, string> = {}
  for (const [name, value] of headers) {
    all[name] = all[name] === undefined ? value : `${all[name]}, ${value}`
  }
  return all
}
