import { isObject, parseObject } from '../core/json.js'

/** What rolecall shows of an event. */
export interface TrailEvent {
  id: string
  /** ISO 8601. */
  time: string
  /** `AssumeRole`. */
  name: string
  /** `sts.amazonaws.com`. */
  source: string
  region: string
  /** Error code; undefined if the call succeeded. */
  error?: string
  sourceIp?: string
  userAgent?: string
  /** Access key ID that signed the call. */
  accessKeyId?: string
  /** ARN of the identity that made the call. */
  callerArn?: string
  /** Access key ID of the credentials that the call returned. */
  issuedKeyId?: string
  /** The role that the call asked for. */
  roleArn?: string
  sessionName?: string
}

/**
 * Reads an event of LookupEvents, whose details are JSON in a string.
 * @returns undefined if it is damaged
 */
export function eventOf(value: unknown): TrailEvent | undefined {
  const outer = isObject(value) ? value : {}
  const record = parseObject(textIn(outer, 'CloudTrailEvent') ?? '')
  const [id, time] = [textIn(record, 'eventID'), textIn(record, 'eventTime')]
  const [name, source] = [textIn(record, 'eventName'), textIn(record, 'eventSource')]
  if (!id || !time || !name || !source) return undefined
  const [caller, request] = [record?.['userIdentity'], record?.['requestParameters']]
  const response = record?.['responseElements']
  const credentials = isObject(response) ? response['credentials'] : undefined
  return {
    ...{ id, time, name, source, region: textIn(record, 'awsRegion') ?? '' },
    ...optional('error', textIn(record, 'errorCode')),
    ...optional('sourceIp', textIn(record, 'sourceIPAddress')),
    ...optional('userAgent', textIn(record, 'userAgent')),
    ...optional('accessKeyId', textIn(caller, 'accessKeyId')),
    ...optional('callerArn', textIn(caller, 'arn')),
    ...optional('issuedKeyId', textIn(credentials, 'accessKeyId')),
    ...optional('roleArn', textIn(request, 'roleArn')),
    ...optional('sessionName', textIn(request, 'roleSessionName')),
  }
}

function textIn(value: unknown, name: string): string | undefined {
  const found = isObject(value) ? value[name] : undefined
  return typeof found === 'string' && found !== '' ? found : undefined
}

const optional = <Name extends string>(
  name: Name,
  value: string | undefined,
): { [Each in Name]?: string } => (value === undefined ? {} : { [name]: value }) as never
