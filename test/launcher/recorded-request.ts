import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** A request of the launcher or of the program, without what differs at each call. */
export interface RecordedRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

/** Records a request without dates, signatures, the attempt's ID, and the agent. */
function recordOf(
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

/** A request with its body, and where its answer goes. */
export interface Received {
  request: IncomingMessage
  response: ServerResponse
  body: string
  /** Of STS; undefined if the request is for another service. */
  operation: string | undefined
}

/** Makes a listener that reads the body of each request, records the request, then answers. */
export function recording(
  record: (recorded: RecordedRequest, request: IncomingMessage) => void,
  answer: (received: Received) => void,
): RequestListener {
  return (request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      record(recordOf(request, body), request)
      const [, operation] = /^Action=(\w+)/.exec(body) ?? []
      answer({ request, response, body, operation })
    })
  }
}

/** The program repeats a request after which the launcher has left the rest to it. */
export function askedOnce(requests: RecordedRequest[], isLasting: boolean): RecordedRequest[] {
  if (!isLasting) return requests
  const names = requests.map(({ url, headers }) => `${url} ${headers['x-amz-sso_bearer_token']}`)
  return requests.filter((_, at) => names[at] !== names[at - 1])
}
