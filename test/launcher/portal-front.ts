import { once } from 'node:events'
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { nextFault, respond, type Fault, type Plan } from './json-faults.js'
import { recording, type RecordedRequest } from './recorded-request.js'
import { stsResult } from './sts-results.js'

/** In front of a portal: follows a list of faults, then passes requests on. It is also an STS. */
export async function startPortalFront(portal: string) {
  const state: Plan & { requests: RecordedRequest[] } = { plan: [], lasting: '', requests: [] }
  const server = createServer(
    recording(
      (recorded) => state.requests.push(recorded),
      ({ request, response, body, operation }) => {
        if (operation !== undefined) return void response.end(stsResult(operation))
        const fault = nextFault(state)
        if (fault === 'ok') passOn(portal, request, body, response)
        else respond(fault, GIVEN, request, response)
      },
    ),
  )
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

const GIVEN = JSON.stringify({
  roleCredentials: {
    ...{ accessKeyId: 'ASIA222222222222EFGH', secretAccessKey: 's/ecret', sessionToken: 'tok' },
    expiration: 4_070_908_800_000,
  },
})

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
