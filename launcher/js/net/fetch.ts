import type { Fetch, fetchFor as original } from '../../../src/net/fetch.js'
import { networkFor } from '../../../src/net/network.js'
import { statusError } from '../../../src/net/status.js'
import { utf8Bytes } from '../../../src/system/bytes.js'
import { mustReport, noteAttempt, noteEffect } from '../effects.js'
import { host, type HostResponse } from '../host.js'
import { unsure } from '../unsure.js'
import { sendByName } from './node-names.js'
import { parseError } from './parse-error.js'
import { proxyTo } from './proxy.js'
import { trust } from './trust.js'

/*
 * In place of src/net/fetch.ts, for services that are asked by GET. Its faults have the messages of
 * Node's.
 */

const MAX_BODY_BYTES = 1024 * 1024
/** The status for a sign-in that is over, and the header that has it. */
const [REFUSED, SIGN_IN] = [401, 'x-amz-sso_bearer_token']

/** Values that Node sends as they are, or refuses. */
const PLAIN_VALUE = /^[ -~]*$/

/** What the standard for URLs leaves as it is. */
const PLAIN = /^(https?:\/\/[^/?#@]+)(\/[\w./~-]*(?:\?[\w.~%&=+,@-]*)?)$/

export const fetchFor: typeof original = (plan, { env }): Fetch => {
  return async (url, { method, headers, body, signal }) => {
    const [, origin = '', path = ''] = PLAIN.exec(url) ?? unsure('an unusual URL')
    if (method !== 'GET' || body !== undefined) return unsure('an unusual request')
    const isPlain = Object.values(headers).every((value) => PLAIN_VALUE.test(value))
    if (!isPlain) return unsure('an unusual header')
    const network = networkFor(plan, { env })
    const proxy = await proxyTo(env, origin)
    if (origin.startsWith('https:')) trust(network)
    // Node closes each connection too.
    const all = [...Object.entries(headers), ['connection', 'close']] as [string, string][]
    const { ms } = signal as unknown as { ms: number }
    const limits = [ms, ms, MAX_BODY_BYTES, ms] as const
    const send = (): HostResponse =>
      host.send(method, `${origin}${path}`, all, utf8Bytes(''), limits, proxy)
    const answer = await sendByName(send, proxy[0] ?? nameIn(origin), env, ms)
    if (LATE.has(answer.fault ?? '')) {
      Object.assign(signal ?? {}, { aborted: true, reason: faultOf(answer) })
    }
    return answered(answer, SIGN_IN in headers)
  }
}

/** `https://portal.example.com:443`. */
const nameIn = (origin: string): string => /^\w+:\/\/([^:]*)/.exec(origin)?.[1] ?? ''

/** The program needs time to load what sends a request; the launcher has it. */
export const loadNetwork = (): Promise<void> => Promise.resolve()

function answered(answer: HostResponse, isSignedIn: boolean): Response {
  const { status, fault, proxyStatus } = answer
  // What has given nothing may be asked again: the program explains it, or has the user sign in.
  if (status === undefined && LEFT.has(fault ?? '') && !mustReport()) {
    return unsure(`no answer: ${answer.reason}`)
  }
  // A proxy that gives no connection answers in place of the service, as in Node.
  const isProxy = Boolean(proxyStatus)
  if (isSignedIn && (status === 429 || (status ?? 0) >= 500)) noteAttempt()
  // Refused, the program has the user sign in.
  else if (!isSignedIn || !(isProxy || status === REFUSED)) noteEffect()
  if (proxyStatus) return responseOf(proxyStatus, [], '')
  if (fault !== undefined) throw faultOf(answer)
  return responseOf(status, answer.headers, new TextDecoder().decode(new Uint8Array(answer.body)))
}

/** The part of a response that rolecall reads. @throws Error for a status that is no answer */
function responseOf(status: number, headers: HostResponse['headers'], text: string): Response {
  const get = (wanted: string): string | null => {
    const values = headers.filter(([name]) => name === wanted).map(([, value]) => value)
    return values.length === 0 ? null : values.join(', ')
  }
  const fault = statusError(status)
  if (fault) throw fault
  const json = async (): Promise<unknown> => JSON.parse(text)
  const ok = status < 300
  return { ok, status, headers: { get }, text: async () => text, json } as unknown as Response
}

/** Faults that are Node's own words: of a connection that was not made, of its parser. */
const LEFT = new Set(['unsent', 'unsure', 'parse', 'overflow'])

/** Those of a time limit. */
const LATE = new Set(['unconnected', 'timeout', 'slow'])

function faultOf({ fault = '', code, message, reason }: HostResponse): Error {
  if (LATE.has(fault)) {
    return Object.assign(new Error('the operation timed out'), { name: 'TimeoutError' })
  }
  const coded = (text: string, its: string): Error => Object.assign(new Error(text), { code: its })
  switch (fault) {
    case 'long':
      return new Error('the response is too large')
    case 'reset':
      return coded('read ECONNRESET', 'ECONNRESET')
    case 'pipe':
      return coded('write EPIPE', 'EPIPE')
    case 'aborted':
      return coded('aborted', 'ECONNRESET')
    case 'hangup':
      return coded('socket hang up', 'ECONNRESET')
    case 'overflow':
      return parseError('Header overflow')
    case 'parse':
      return parseError(reason)
    default:
      return coded(message || 'Parse Error', code || 'HPE_INVALID_CONSTANT')
  }
}
