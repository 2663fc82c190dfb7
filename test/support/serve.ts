import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { killGroup, trackGroup, untrackGroup } from './children.js'
import { COMMAND, scratchEnv } from './run.js'

/** A running `rolecall serve`. */
export interface Serving extends AsyncDisposable {
  child: ChildProcess
  /** The variables of each profile, as printed. */
  variables: Record<string, string>[]
  stderr: () => string
  /** Sends a signal, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Starts `rolecall serve … --format json`, and waits until it has its sessions. */
export async function startServing(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  profiles = 1,
): Promise<Serving> {
  const [file, ...words] = COMMAND
  const child = spawn(file, [...words, 'serve', ...args, '--format', 'json'], {
    env: scratchEnv(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const group = child.pid ?? 0
  trackGroup(group)
  let ended = false
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  void closed.then(() => {
    ended = true
    untrackGroup(group)
  })
  let [stdout, stderr] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    stdout += String(text)
    if (stdout.split('\n}\n').length > profiles) break
  }
  while (ended === false && (stderr.match(/: ready, /g) ?? []).length < profiles) {
    await Promise.race([once(child.stderr, 'data'), closed])
  }
  const documents = stdout.split(/(?<=\n\}\n)/).filter((text) => text !== '')
  if (documents.length < profiles) throw new Error(`serve has ended: ${stderr}`)
  return {
    child,
    variables: documents.map((text) => JSON.parse(text) as Record<string, string>),
    stderr: () => stderr,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const [code, by] = await closed
      return { code, signal: by }
    },
    async [Symbol.asyncDispose]() {
      killGroup(group)
      await closed
    },
  }
}

export interface HttpAnswer {
  status: number
  headers: Record<string, unknown>
  body: string
}

export interface HttpRequest {
  method?: string
  headers?: Record<string, string>
  /** Sent as it is, unlike that of `fetch`. */
  path?: string
}

/** One request, on a connection of its own. */
export function ask(url: string, { method, headers, path }: HttpRequest = {}): Promise<HttpAnswer> {
  const { hostname, port, pathname } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path: path ?? pathname, method, headers, agent: false },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        })
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

/** Reads the container endpoint that these variables name. */
export function readEndpoint(variables: Record<string, string>): Promise<HttpAnswer> {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url = '', AWS_CONTAINER_AUTHORIZATION_TOKEN } =
    variables
  return ask(url, { headers: { authorization: AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '' } })
}
