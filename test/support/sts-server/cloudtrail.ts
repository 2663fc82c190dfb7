import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { startWebServer } from '../web-server.js'
import type { RecordedRequest, StsServer } from './api.js'
import { authenticate } from './authenticate.js'
import { StsError } from './errors.js'
import { read, send } from './http.js'
import { identityOf, partsOf } from './model.js'
import { readAuthorization } from './sigv4.js'

const TARGET = /^(com\.amazonaws\.cloudtrail\.v20131101\.)?CloudTrail_20131101\.LookupEvents$/
const DAYS_KEPT = 90
const DAY_MS = 86_400_000
/** Calls a second for each account and region, and as many at once. */
const RATE = 2

/** An event as CloudTrail's record of it, by the names of that record. */
export interface TrailRecord {
  eventID: string
  eventTime: string
  eventName: string
  eventSource: string
  awsRegion: string
  sourceIPAddress?: string
  userAgent?: string
  errorCode?: string
  userIdentity: { arn?: string; accessKeyId?: string; accountId?: string }
  requestParameters?: object | null
  responseElements?: object | null
  /** The accounts whose event history has it. */
  recipients: string[]
}

/** A running CloudTrail with the events of an STS server, and those that a test adds. */
export interface TrailServer extends AsyncDisposable {
  readonly url: string
  /** What was looked up, in the order of the calls. */
  readonly requests: (RecordedRequest & { body: Record<string, unknown> })[]
  /** Events of other services. */
  readonly events: TrailRecord[]
  /** Whether a caller, by its ARN, may look up events. */
  isAllowed: (callerArn: string) => boolean
}

/** What of CloudTrail's own errors is sent as HTTP status 400 with a JSON body. */
class TrailError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** Starts a CloudTrail on a free port. LookupEvents is as strict as in its API Reference. */
export async function startTrail(sts: StsServer): Promise<TrailServer> {
  const buckets = new Map<string, { tokens: number; at: number }>()

  const throttle = (key: string): void => {
    const at = performance.now()
    const bucket = buckets.get(key) ?? { tokens: RATE, at }
    const tokens = Math.min(RATE, bucket.tokens + ((at - bucket.at) / 1000) * RATE)
    buckets.set(key, { tokens: Math.max(0, tokens - 1), at })
    if (tokens < 1) throw new TrailError('ThrottlingException', 'Rate exceeded')
  }

  const respond = (request: Awaited<ReturnType<typeof read>>, record: RecordedRequest): object => {
    if (!TARGET.test(String(request.headers['x-amz-target'])))
      throw new TrailError('UnknownOperationException', '')
    if (request.headers['content-type'] !== 'application/x-amz-json-1.1')
      throw new TrailError('SerializationException', 'wrong content type')
    const now = Date.now() + sts.clockShift
    record.region = readAuthorization(request.headers).region
    const caller = authenticate(request, sts.model, sts.sessions, now, 'cloudtrail')
    const { arn, account } = identityOf(caller.principal)
    record.caller = arn
    throttle(`${account} ${record.region}`)
    if (!trail.isAllowed(arn)) {
      const action = 'cloudtrail:LookupEvents'
      const why = `User: ${arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`
      throw new TrailError('AccessDeniedException', why)
    }
    const body = JSON.parse(request.body.toString()) as Record<string, unknown>
    const all = [...sts.requests.flatMap((each) => recordOf(each)), ...trail.events].filter(
      ({ recipients, awsRegion, eventTime }) =>
        recipients.includes(account) &&
        awsRegion === record.region &&
        Date.parse(eventTime) > now - DAYS_KEPT * DAY_MS,
    )
    return page(body, all)
  }

  const serve = async (incoming: IncomingMessage, connection: ServerResponse): Promise<void> => {
    const request = await read(incoming)
    const at = Date.now()
    const body = JSON.parse(request.body.toString() || '{}') as Record<string, unknown>
    const userAgent = incoming.headers['user-agent'] ?? ''
    const record = { operation: 'LookupEvents', params: {}, userAgent, at, body } as const
    const kept = { ...record, params: {} } as TrailServer['requests'][number]
    trail.requests.push(kept)
    const answer = { status: 200, type: 'application/x-amz-json-1.1', body: '' }
    try {
      answer.body = JSON.stringify(respond(request, kept))
    } catch (error) {
      if (!(error instanceof TrailError) && !(error instanceof StsError)) throw error
      kept.code = error instanceof StsError ? nameInJson(error.code) : error.type
      answer.status = 400
      answer.body = JSON.stringify({ __type: kept.code, message: error.message })
    }
    kept.status = answer.status
    send(connection, answer, Date.now() + sts.clockShift)
  }

  const server = await startWebServer((incoming, connection) => {
    serve(incoming, connection).catch((error: unknown) => {
      // A bug of this server must fail the test, with its stack trace.
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      send(connection, { status: 500, type: 'text/plain', body: text }, Date.now())
    })
  })
  const trail: TrailServer = {
    url: server.url,
    requests: [],
    events: [],
    isAllowed: () => true,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return trail
}

/** Services with JSON have other names for the errors of a signature. */
function nameInJson(code: string): string {
  if (code === 'InvalidClientTokenId') return 'UnrecognizedClientException'
  return code === 'SignatureDoesNotMatch' ? 'InvalidSignatureException' : `${code}Exception`
}

const ids = new WeakMap<RecordedRequest, string>()

/** What CloudTrail records of a request to STS. */
function recordOf(request: RecordedRequest): TrailRecord[] {
  const { operation, params, caller, region = 'us-east-1', at, code, status } = request
  if (status === undefined) return []
  const id = ids.get(request) ?? randomUUID()
  ids.set(request, id)
  const { RoleArn, RoleSessionName } = params
  const account = caller === undefined ? undefined : partsOf(caller).account
  const target = RoleArn === undefined ? undefined : partsOf(RoleArn).account
  const base = {
    eventTime: new Date(at).toISOString().replace(/\.\d+/, ''),
    eventName: operation,
    eventSource: 'sts.amazonaws.com',
    awsRegion: region,
    sourceIPAddress: '203.0.113.7',
    userAgent: request.userAgent,
    ...(code === undefined ? {} : { errorCode: code }),
    requestParameters: RoleArn ? { roleArn: RoleArn, roleSessionName: RoleSessionName } : null,
    responseElements: request.issuedKeyId
      ? { credentials: { accessKeyId: request.issuedKeyId, sessionToken: 'IQoJ…' } }
      : null,
  }
  const own: TrailRecord = {
    ...base,
    eventID: id,
    userIdentity: {
      ...(caller === undefined ? {} : { arn: caller }),
      ...(request.accessKeyId === undefined ? {} : { accessKeyId: request.accessKeyId }),
      ...(account === undefined ? {} : { accountId: account }),
    },
    recipients: [account ?? target ?? ''],
  }
  if (account === undefined || target === undefined || target === account) return [own]
  // The account of the role gets an event of its own, without the key of the caller. It gets none
  // of a call that was refused.
  const foreign = { ...base, eventID: `${id}-2`, userIdentity: { accountId: account } }
  return code === undefined ? [own, { ...foreign, recipients: [target] }] : [own]
}

/** One page, newest first. The token belongs to the parameters that it was issued for. */
function page(body: Record<string, unknown>, all: readonly TrailRecord[]): object {
  const { LookupAttributes, StartTime, EndTime, MaxResults = 50, NextToken, ...others } = body
  if (Object.keys(others).length > 0)
    throw new TrailError('SerializationException', 'unknown member')
  const max = Number(MaxResults)
  if (!Number.isInteger(max) || max < 1 || max > 50)
    throw new TrailError('InvalidMaxResultsException', 'MaxResults must be from 1 to 50')
  const [start, end] = [Number(StartTime) * 1000, Number(EndTime) * 1000]
  if (start > end) throw new TrailError('InvalidTimeRangeException', 'StartTime after EndTime')
  if (!Array.isArray(LookupAttributes) || LookupAttributes.length !== 1)
    throw new TrailError('InvalidLookupAttributesException', 'You can specify only one attribute')
  const [{ AttributeKey: key, AttributeValue: value }] = LookupAttributes as [
    { AttributeKey: string; AttributeValue: string },
  ]
  const hash = createHash('sha256')
    .update(JSON.stringify([key, value, StartTime, EndTime]))
    .digest('hex')
  const [tokenHash, from = '0'] = typeof NextToken === 'string' ? NextToken.split('.') : [hash]
  if (tokenHash !== hash) throw new TrailError('InvalidNextTokenException', 'other parameters')
  const read = ATTRIBUTES[key]
  if (!read) throw new TrailError('InvalidLookupAttributesException', `unknown ${key}`)
  const found = all
    .filter((event) => {
      const at = Date.parse(event.eventTime)
      return read(event) === value && at >= start && at <= end
    })
    .sort((a, b) => (a.eventTime < b.eventTime ? 1 : -1))
  const next = Number(from) + max
  return {
    Events: found.slice(Number(from), next).map(({ recipients: _, ...event }) => ({
      EventId: event.eventID,
      EventName: event.eventName,
      EventTime: Date.parse(event.eventTime) / 1000,
      EventSource: event.eventSource,
      AccessKeyId: event.userIdentity.accessKeyId,
      CloudTrailEvent: JSON.stringify(event),
    })),
    ...(next < found.length ? { NextToken: `${hash}.${next}` } : {}),
  }
}

const ATTRIBUTES: Readonly<Record<string, (event: TrailRecord) => string | undefined>> = {
  AccessKeyId: ({ userIdentity }) => userIdentity.accessKeyId,
  EventName: ({ eventName }) => eventName,
  EventSource: ({ eventSource }) => eventSource,
  EventId: ({ eventID }) => eventID,
  Username: ({ userIdentity }) => userIdentity.arn?.split('/').at(-1),
}
