import { SignatureV4 } from '@smithy/signature-v4'
import { serviceUrl } from '../core/arn.js'
import type { Credentials, Session } from '../core/credentials.js'
import { parseObject } from '../core/json.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget } from '../core/step.js'
import type { Fetch } from '../net/fetch.js'
import { networkFor } from '../net/network.js'
import { sdkCredentialsOf, stsClient } from '../sts/client.js'
import { explainFailure } from '../sts/errors/explain.js'
import { clockOffsetMs, type SdkError } from '../sts/errors/sdk-error.js'
import { monotonicMs, sleep } from '../system/time.js'
import { eventOf, type TrailEvent } from './event.js'
import type { LookUp } from './look-ups.js'

/** CloudTrail allows two calls a second for each account and region (docs/contracts.md §13). */
const PAUSE_MS = 510
const PAGE_SIZE = 50
const TIMEOUT_MS = 15_000
/** Others of the account look up events too, and share the two calls. */
const MAX_ATTEMPTS = 6
/** A signature with a time that differs by more is refused. */
const MAX_OFFSET_MS = 240_000

/** 50 events of at most 256 KiB. */
export const MAX_PAGE_BYTES = 16 * 1024 * 1024

/** How CloudTrail is called for several look-ups. */
export interface TrailCall {
  signer: Credentials | Session
  /** Where, apart from the region. */
  endpoint: Omit<StsTarget, 'region'>
  fetch: Fetch
  /** Milliseconds since 1970. */
  now: () => number
  /** When each region may be called next, by the monotonic clock. */
  next: Map<string, number>
}

/**
 * Gets the events of one look-up, page by page, with the pauses that CloudTrail demands.
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function* lookUpEvents(look: LookUp, call: TrailCall): AsyncGenerator<TrailEvent[]> {
  const send = sender(look.region, call)
  let token: unknown
  do {
    const page = await send({
      LookupAttributes: [{ AttributeKey: look.key, AttributeValue: look.value }],
      StartTime: Date.parse(look.start) / 1000,
      EndTime: Date.parse(look.end) / 1000,
      MaxResults: PAGE_SIZE,
      ...(token === undefined ? {} : { NextToken: token }),
    })
    const events = Array.isArray(page['Events']) ? page['Events'] : []
    yield events.flatMap((event) => eventOf(event) ?? []).filter(look.isWanted)
    token = page['NextToken']
  } while (typeof token === 'string' && token !== '')
}

/** Sends requests to one region, with pauses, and repeats those that were throttled. */
function sender(
  region: string,
  call: TrailCall,
): (body: object) => Promise<Record<string, unknown>> {
  let offsetMs = 'issued' in call.signer ? call.signer.issued.serverOffset : 0
  return async (body) => {
    for (let attempt = 1; ; attempt++) {
      await sleep(Math.max(0, (call.next.get(region) ?? 0) - monotonicMs()))
      call.next.set(region, monotonicMs() + PAUSE_MS)
      const answer = await post(region, JSON.stringify(body), call, offsetMs)
      if ('page' in answer) return answer.page
      const { failure, servedOffsetMs } = answer
      const isSkewed = Math.abs(servedOffsetMs - offsetMs) > MAX_OFFSET_MS
      if (isSkewed) offsetMs = servedOffsetMs
      const mayPass =
        isSkewed || isThrottled(failure) || (failure.$metadata?.httpStatusCode ?? 0) >= 500
      if (!mayPass || attempt === MAX_ATTEMPTS) throw explained(failure, call)
      // Two processes that were throttled together must not come back together.
      const longerMs = PAUSE_MS * attempt * (0.5 + Math.random())
      if (isThrottled(failure)) call.next.set(region, monotonicMs() + longerMs)
    }
  }
}

const isThrottled = ({ name }: SdkError): boolean => /^Throttling|^TooManyRequests/.test(name ?? '')

type Answer = { page: Record<string, unknown> } | { failure: SdkError; servedOffsetMs: number }

async function post(
  region: string,
  body: string,
  call: TrailCall,
  offsetMs: number,
): Promise<Answer> {
  const { endpoint, fetch, now } = call
  const url = new URL(endpoint.endpoint ?? serviceUrl('cloudtrail', region, endpoint))
  const headers = await signed(region, url, body, call, new Date(now() + offsetMs))
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(url.href, { method: 'POST', headers, body, signal })
    const text = await response.text()
    const page = parseObject(text)
    if (response.status === 200 && page && Array.isArray(page['Events'])) return { page }
    return failureIn(response, page, now())
  } catch (error) {
    const timeout = Object.assign(new Error('timed out'), { name: 'TimeoutError' })
    throw explained(signal.aborted ? timeout : error, call)
  }
}

function failureIn(response: Response, body: object | undefined, now: number): Answer {
  const { __type: type, message, Message } = (body ?? {}) as Readonly<Record<string, unknown>>
  const code = (typeof type === 'string' ? type : 'UnknownError').split('#').at(-1)
  const said = [message, Message].find((each) => typeof each === 'string')
  const date = response.headers.get('date') ?? ''
  const requestId = response.headers.get('x-amzn-requestid') ?? undefined
  const failure: SdkError = {
    name: code ?? '',
    message: said ?? `HTTP status ${response.status}`,
    $metadata: { httpStatusCode: response.status, ...(requestId ? { requestId } : {}) },
    $response: { headers: { date } },
  }
  return { failure, servedOffsetMs: clockOffsetMs(failure.$response, now) ?? 0 }
}

async function signed(
  region: string,
  { protocol, hostname, port, host, pathname }: URL,
  body: string,
  { signer }: TrailCall,
  signingDate: Date,
): Promise<Record<string, string>> {
  // The client is needed for its hash alone, which works in every Node.
  const client = stsClient({ region }, signer, networkFor({}, { env: {} }), 1)
  const signature = new SignatureV4({
    service: 'cloudtrail',
    region,
    credentials: sdkCredentialsOf(signer),
    sha256: client.config.sha256,
  })
  const { headers } = await signature.sign(
    {
      ...{ method: 'POST', protocol, hostname, path: pathname, body },
      ...(port === '' ? {} : { port: Number(port) }),
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
      },
    },
    { signingDate },
  )
  client.destroy()
  return headers
}

function explained(error: unknown, { signer, now }: TrailCall): RolecallError {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = signer
  const secrets = [secretAccessKey, sessionToken]
  const explanation = explainFailure(error, now(), { service: 'CloudTrail', secrets, accessKeyId })
  if (!/^AccessDenied/.test(explanation.awsCode ?? '')) return explanation
  const { message, awsCode } = explanation
  return new RolecallError('refused', message, {
    ...(awsCode === undefined ? {} : { awsCode }),
    hint: 'a policy must allow cloudtrail:LookupEvents; --as names a profile that may call it',
    cause: error,
  })
}
