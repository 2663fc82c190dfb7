import type { IncomingMessage } from 'node:http'

/** A request of the launcher or of the program, without what differs at each call. */
export interface RecordedRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

/** Records a request without dates, signatures, the attempt's ID, and the agent. */
export function recordOf(
  { method = '', url = '', headers }: IncomingMessage,
  body: string,
): RecordedRequest {
  const varying = ['x-amz-date', 'user-agent', 'x-amz-user-agent', 'amz-sdk-invocation-id']
  const kept = Object.entries(headers).filter(([name]) => !varying.includes(name))
  const texts = kept.map(([name, value]) => [
    name,
    String(value)
      .replace(/Signature=[0-9a-f]{64}$/, '')
      .replace(/ttl=\w+/, ''),
  ])
  return { method, url, headers: Object.fromEntries(texts) as Record<string, string>, body }
}

/** The program repeats a request after which the launcher has left the rest to it. */
export function askedOnce(requests: RecordedRequest[], isLasting: boolean): RecordedRequest[] {
  if (!isLasting) return requests
  const names = requests.map(({ url, headers }) => `${url} ${headers['x-amz-sso_bearer_token']}`)
  return requests.filter((_, at) => names[at] !== names[at - 1])
}
