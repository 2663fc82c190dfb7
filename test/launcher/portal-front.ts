import { once } from 'node:events'
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { recordOf, type RecordedRequest } from './recorded-request.js'

/** What the front does with one request to the portal. */
export const FAULTS = [
  ...['ok', 'ok', 'busy', '500', 'html', 'reset', 'hang up', 'half', 'huge', 'empty', 'no json'],
  ...['incomplete', 'forbidden', 'unknown', 'redirect', 'no date', 'two dates', 'chunked', 'mark'],
  ...['refused', 'not http', 'long header'],
] as const
/** They take ten seconds. */
export const SLOW = ['hang', 'drip'] as const
export type Fault = (typeof FAULTS)[number] | (typeof SLOW)[number]

/** Faults after which the program asks again what the launcher has asked. */
const LASTING: readonly Fault[] = ['refused', 'not http', 'long header']

/** In front of a portal: follows a list of faults, then passes requests on. It is also an STS. */
export async function startPortalFront(portal: string) {
  const state = {
    plan: [] as Fault[],
    requests: [] as RecordedRequest[],
    lasting: '' as Fault | '',
  }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      state.requests.push(recordOf(request, body))
      const [, operation] = /^Action=(\w+)/.exec(body) ?? []
      if (operation !== undefined) return void response.end(RESULTS[operation])
      const fault = state.lasting || (state.plan.shift() ?? 'ok')
      if (LASTING.includes(fault)) state.lasting = fault
      if (fault === 'ok') passOn(portal, request, body, response)
      else respond(fault, request, response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    follow(plan: readonly Fault[]): void {
      Object.assign(state, { plan: [...plan], requests: [], lasting: '' })
    },
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections()
    },
  }
}

const result = (operation: string, inside: string): string =>
  `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${inside}</${operation}Result></${operation}Response>`

const ARN = 'arn:aws:sts::222222222222:assumed-role/dev/x'

const RESULTS: Readonly<Record<string, string>> = {
  AssumeRole: result(
    'AssumeRole',
    `<Credentials><AccessKeyId>ASIAQNZGKIQY56JQ7WML</AccessKeyId><SecretAccessKey>s/ecret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>${ARN}</Arn></AssumedRoleUser>`,
  ),
  GetCallerIdentity: result(
    'GetCallerIdentity',
    `<Arn>${ARN}</Arn><UserId>AROA:x</UserId><Account>222222222222</Account>`,
  ),
}

const GIVEN = JSON.stringify({
  roleCredentials: {
    ...{ accessKeyId: 'ASIA222222222222EFGH', secretAccessKey: 's/ecret', sessionToken: 'tok' },
    expiration: 4_070_908_800_000,
  },
})

function respond(
  fault: Exclude<Fault, 'ok'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const json = (status: number, body: string, headers: object = {}): void =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  const refuse = (status: number, type: string): void =>
    json(status, JSON.stringify({ message: 'No access', __type: type }), {
      'x-amzn-errortype': `${type}:http://internal`,
    })
  const { socket } = request
  switch (fault) {
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
      response.writeHead(200, { 'content-length': 5000 }).write(GIVEN)
      return void setTimeout(() => socket.end(), 20)
    case 'huge':
      return json(200, `${GIVEN}${' '.repeat(2 ** 21)}`)
    case 'empty':
      return json(200, '')
    case 'no json':
      return json(200, GIVEN.slice(0, 40))
    case 'incomplete':
      return json(200, '{"roleCredentials":{"accessKeyId":"ASIA222222222222EFGH"}}')
    case 'forbidden':
      return refuse(403, 'ForbiddenException')
    case 'unknown':
      return refuse(404, 'ResourceNotFoundException')
    case 'redirect':
      return json(302, '', { location: 'http://127.0.0.1:1/' })
    case 'no date':
      response.sendDate = false
      return json(200, GIVEN)
    case 'two dates':
      return json(200, GIVEN, { 'x-two': ['a', 'b'] })
    case 'chunked':
      response.writeHead(200).write(GIVEN.slice(0, 50))
      return void setTimeout(() => response.end(GIVEN.slice(50)), 5)
    case 'mark':
      return json(200, `\uFEFF${GIVEN}`)
    case 'refused':
      return refuse(401, 'UnauthorizedException')
    case 'not http':
      return void socket.end('SSH-2.0-OpenSSH_9.2\r\n')
    case 'long header':
      return json(200, GIVEN, { 'x-long': 'x'.repeat(20_000) })
    case 'hang':
      return undefined
    case 'drip': {
      const timer = setInterval(() => response.write(' '), 20)
      return void socket.on('close', () => clearInterval(timer))
    }
  }
}

function passOn(
  portal: string,
  { method, url, headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  const passed = send(`${portal}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(response)
  })
  passed.end(body)
}
