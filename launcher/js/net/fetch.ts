import type { Fetch, fetchFor as original } from '../../../src/net/fetch.js'
import { networkFor } from '../../../src/net/network.js'
import { utf8Bytes } from '../../../src/system/bytes.js'
import { hasEffects, noteEffect } from '../effects.js'
import { host, type HostResponse } from '../host.js'
import { unsure } from '../unsure.js'
import { proxyTo } from './proxy.js'
import { trust } from './trust.js'

/*
 * In place of src/net/fetch.ts, for services that are asked by GET. Its faults have the messages of
 * Node's.
 */

const MAX_BODY_BYTES = 1024 * 1024
/** The status for a sign-in that is over. */
const REFUSED = 401

/** What the standard for URLs leaves as it is. */
const PLAIN = /^(https?:\/\/[^/?#@]+)(\/[\w./~-]*(?:\?[\w.~%&=+,@-]*)?)$/

export const fetchFor: typeof original = (plan, { env }): Fetch => {
  return async (url, { method, headers, body, signal }) => {
    const [, origin = '', path = ''] = PLAIN.exec(url) ?? unsure('an unusual URL')
    if (method !== 'GET' || body !== undefined) return unsure('an unusual request')
    const network = networkFor(plan, { env })
    const proxy = await proxyTo(env, origin)
    if (origin.startsWith('https:')) trust(network)
    // Node closes each connection too.
    const all = [...Object.entries(headers), ['connection', 'close']] as [string, string][]
    const { ms } = signal as unknown as { ms: number }
    const limits = [ms, ms, MAX_BODY_BYTES, ms] as const
    const answer = host.send(method, `${origin}${path}`, all, utf8Bytes(''), limits, proxy)
    return answered(answer)
  }
}

/** The program needs time to load what sends a request; the launcher has it. */
export const loadNetwork = (): Promise<void> => Promise.resolve()

function answered(answer: HostResponse): Response {
  const { status, fault, proxyStatus } = answer
  // What has given nothing may be asked again: the program explains it, or has the user sign in.
  if (status === undefined && LEFT.has(fault ?? '') && !hasEffects()) {
    return unsure(`no answer: ${answer.reason}`)
  }
  // A proxy that gives no connection answers in place of the service, as in Node.
  if (proxyStatus) return responseOf(proxyStatus, [], '')
  if (status !== REFUSED) noteEffect()
  if (fault !== undefined) throw faultOf(answer)
  return responseOf(status, answer.headers, new TextDecoder().decode(new Uint8Array(answer.body)))
}

/** The part of a response that rolecall reads. */
function responseOf(status: number, headers: HostResponse['headers'], text: string): Response {
  const get = (wanted: string): string | null => {
    const values = headers.filter(([name]) => name === wanted).map(([, value]) => value)
    return values.length === 0 ? null : values.join(', ')
  }
  return { status, headers: { get }, text: async () => text } as unknown as Response
}

/** Faults that are Node's own words: of a connection that was not made, of its parser. */
const LEFT = new Set(['unsent', 'unsure', 'parse', 'overflow'])

function faultOf({ fault, code, message }: HostResponse): Error {
  switch (fault) {
    case 'unconnected':
    case 'timeout':
    case 'slow':
      return Object.assign(new Error('the operation timed out'), { name: 'TimeoutError' })
    case 'long':
      return new Error('the response is too large')
    case 'reset':
      return new Error('read ECONNRESET')
    case 'pipe':
      return new Error('write EPIPE')
    case 'aborted':
      return new Error('aborted')
    case 'hangup':
      return new Error('socket hang up')
    default:
      return Object.assign(new Error(message || 'Parse Error'), { code })
  }
}
