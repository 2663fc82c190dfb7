import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a service that speaks JSON does with one request. */
export const FAULTS = [
  ...['ok', 'ok', 'busy', '500', 'html', 'reset', 'hang up', 'half', 'huge', 'empty', 'no json'],
  ...['incomplete', 'forbidden', 'unknown', 'redirect', 'no date', 'two dates', 'chunked', 'mark'],
  ...['refused', 'not http', 'long header', 'other status', 'switched'],
] as const
/** Responses that Node's parser refuses, and its words for each. */
export const UNREADABLE = {
  'bad header': 'Invalid header token',
  'bad value': 'Invalid header value char',
  'bad status': 'Invalid status code',
  'bad length': 'Invalid character in Content-Length',
  'two lengths': 'Duplicate Content-Length',
  'both lengths': "Transfer-Encoding can't be present with Content-Length",
  'line feeds': 'Missing expected CR after response line',
  'a line feed': 'Missing expected CR after header value',
  'not http': 'Expected HTTP/, RTSP/ or ICE/',
} as const
/** They take ten seconds. */
export const SLOW = ['hang', 'drip'] as const
export type Fault = (typeof FAULTS)[number] | (typeof SLOW)[number] | keyof typeof UNREADABLE

/** Faults after which the program asks again what the launcher has asked. */
export const LASTING: readonly Fault[] = [
  ...(['refused', 'long header'] as const),
  ...(Object.keys(UNREADABLE) as (keyof typeof UNREADABLE)[]),
]

/** What a server does with its requests one after the other. */
export interface Plan {
  plan: Fault[]
  /** The first fault of {@link LASTING} that it came to. */
  lasting: Fault | ''
}

/** Takes the next fault of a plan; after a lasting one, that one. */
export function nextFault(state: Plan): Fault {
  const fault = state.lasting || (state.plan.shift() ?? 'ok')
  if (LASTING.includes(fault)) state.lasting = fault
  return fault
}

/** @param given what a good response has */
export function respond(
  fault: Fault,
  given: string,
  { socket }: IncomingMessage,
  response: ServerResponse,
): void {
  const json = (status: number, body: string, headers: object = {}): void =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  const refuse = (status: number, type: string): void =>
    json(status, JSON.stringify({ message: 'No access', __type: type }), {
      'x-amzn-errortype': `${type}:http://internal`,
    })
  switch (fault) {
    case 'ok':
      return json(200, given)
    case 'busy':
      return refuse(429, 'TooManyRequestsException')
    case '500':
      return json(500, '{"message":"Sorry"}')
    case 'html':
      return json(200, '<html><h1>Bad</h1></html>')
    case 'reset':
      return void socket.resetAndDestroy()
    case 'hang up':
      return void socket.end()
    case 'half':
      response.writeHead(200, { 'content-length': 5000 }).write(given)
      return void setTimeout(() => socket.end(), 20)
    case 'huge':
      return json(200, `${given}${' '.repeat(2 ** 21)}`)
    case 'empty':
      return json(200, '')
    case 'no json':
      return json(200, given.slice(0, 40))
    case 'incomplete':
      return json(200, '{"roleCredentials":{"accessKeyId":"ASIA222222222222EFGH"},"value":7}')
    case 'forbidden':
      return refuse(403, 'ForbiddenException')
    case 'unknown':
      return refuse(404, 'ResourceNotFoundException')
    case 'redirect':
      return json(302, '', { location: 'http://127.0.0.1:1/' })
    case 'no date':
      response.sendDate = false
      return json(200, given)
    case 'two dates':
      return json(200, given, { 'x-two': ['a', 'b'] })
    case 'chunked':
      response.writeHead(200).write(given.slice(0, 50))
      return void setTimeout(() => response.end(given.slice(50)), 5)
    case 'mark':
      return json(200, `\uFEFF${given}`)
    case 'refused':
      return refuse(401, 'UnauthorizedException')
    case 'not http':
      return void socket.end('SSH-2.0-OpenSSH_9.2\r\n')
    case 'bad header':
      return void socket.end('HTTP/1.1 200 OK\r\nBad Header: x\r\nContent-Length: 2\r\n\r\n{}')
    case 'bad value':
      return void socket.end('HTTP/1.1 200 OK\r\nX: a\x01b\r\nContent-Length: 2\r\n\r\n{}')
    case 'bad status':
      return void socket.end('HTTP/1.1 99 No\r\nContent-Length: 2\r\n\r\n{}')
    case 'bad length':
      return void socket.end('HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n{}')
    case 'two lengths':
      return void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}')
    case 'both lengths':
      return void socket.end(
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
      )
    case 'line feeds':
      return void socket.end(`HTTP/1.1 200 OK\nContent-Length: ${given.length}\n\n${given}`)
    case 'a line feed':
      return void socket.end(
        `HTTP/1.1 200 OK\r\nX: y\nContent-Length: ${given.length}\r\n\r\n${given}`,
      )
    case 'other status':
      return void socket.end('HTTP/1.1 600 No\r\nContent-Length: 2\r\n\r\n{}')
    case 'switched':
      return void socket.end('HTTP/1.1 101 No\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')
    case 'long header':
      return json(200, given, { 'x-long': 'x'.repeat(20_000) })
    case 'hang':
      return undefined
    case 'drip': {
      const timer = setInterval(() => response.write(' '), 20)
      return void socket.on('close', () => clearInterval(timer))
    }
  }
}
