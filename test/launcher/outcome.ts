import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { RecordedRequest } from './recorded-request.js'

/** What a process did: its output, its requests, and the files that it left. */
export interface Outcome {
  status: number | null
  stdout: string
  stderr: string
  requests: RecordedRequest[]
  files: Record<string, string>
}

export async function outcome(
  file: string,
  args: readonly string[],
  env: object,
): Promise<Omit<Outcome, 'requests' | 'files'>> {
  const child = spawn(file, args, {
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, stdout, stderr }
}

/** Names, and texts without times. Encrypted files differ at each write. */
export function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {}
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = names
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
  const textOf = (path: string): string =>
    /\.sealed$|header\.json$|\/next-expiry$/.test(path)
      ? ''
      : readFileSync(path, 'utf8')
          .replace(/"(at|uptime|serverOffset|pid)":-?[\d.]+/g, '"$1":0')
          .replace(/"(id|at|salt|hash)":"[^"]*"/g, '"$1":""')
          .replace(/"weight":[\d.]+/g, '"weight":0')
          .replace(/"askers":\[\d+\]/g, '"askers":[]')
  return Object.fromEntries(files.sort().map((path) => [relative(folder, path), textOf(path)]))
}

/** For both: the variables are a part of what a command of the user may print. */
export const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }

/** What the launcher says if it has obtained everything itself. */
export const ANSWERED = /^(launcher: a cold call\n)+launcher: answered\n$/

/** What the launcher said of itself. */
export const tracesOf = (stderr: string): string =>
  stderr.match(/^launcher: .*\n/gm)?.join('') ?? ''

/** Without what two runs never share: times, and a signature of one. */
function withoutTimes(text: string): string {
  return text
    .replace(/^launcher: .*\n/gm, '')
    .replace(/\d+ min left/, 'min left')
    .replace(/"expirationTimestamp":"[^"]*"/, '"expirationTimestamp":""')
    .replace(/k8s-aws-v1\.([\w-]+)/, (_, token: string) =>
      Buffer.from(token, 'base64url')
        .toString()
        .replace(/(X-Amz-(Date|Signature))=[^&]*/g, '$1='),
    )
}

/** What two runs of one command share. */
export const comparable = (one: Outcome): Outcome => ({
  ...one,
  ...{ stdout: withoutTimes(one.stdout), stderr: withoutTimes(one.stderr) },
})

/** How often a case is tried whose two outcomes differ. */
const TRIES = 3

/** Compares again what differs: on a busy machine, one of the two may have waited too long. */
export async function settled<T extends { ours: Outcome; theirs: Outcome }>(
  both: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const result = await both()
    if (attempt === TRIES || isDeepStrictEqual(result.ours, result.theirs)) return result
  }
}
