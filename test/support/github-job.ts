import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './run.js'
import { writeJwt } from './sts-server/jwt.js'
import { startWebServer } from './web-server.js'

/** What a runner of GitHub Actions does with the steps of one job. */
export interface GithubJob extends AsyncDisposable {
  /** Who issues the tokens, and the keys to check them with. */
  readonly issuer: string
  readonly keys: JsonWebKey[]
  /** The token that only this job has, and every id token that was given out. */
  readonly secrets: string[]
  readonly requests: string[]
  /** How many requests from now on fail, and with which status. */
  failures: { times: number; status: number }
  /** An id token of this job, as its endpoint gives them out. */
  idToken(audience: string): string
  /** Runs a shell script with what earlier steps left in GITHUB_ENV. @returns its status and, masked, its log */
  step(script: string, env?: Record<string, string>): Promise<{ code: number; log: string }>
}

/** @param env of the job, and a home in which the runner keeps its files */
export async function startGithubJob(
  env: Readonly<Record<string, string>>,
  home: string,
): Promise<GithubJob> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const requestToken = randomBytes(24).toString('base64url')
  const issuer = 'https://token.actions.githubusercontent.com'
  const kid = 'github'
  const masks = new Set<string>()
  const envFile = join(home, 'github-env')

  const server = await startWebServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    job.requests.push(`${request.method} ${url.pathname}${url.search}`)
    const failure = job.failures.times-- > 0
    const known = request.headers.authorization === `Bearer ${requestToken}`
    if (failure || !known) {
      response.writeHead(failure ? job.failures.status : 401).end('{"message":"no"}')
      return
    }
    const value = job.idToken(url.searchParams.get('audience') ?? 'https://github.com/octo-org')
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ value, count: 1 }))
  })
  await writeFile(envFile, '')

  const job: GithubJob = {
    issuer,
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } as JsonWebKey],
    secrets: [requestToken],
    requests: [],
    failures: { times: 0, status: 500 },
    idToken(aud) {
      const now = Math.floor(Date.now() / 1000)
      const sub = 'repo:octo-org/octo-repo:ref:refs/heads/main'
      const claims = { iss: issuer, sub, aud, iat: now, exp: now + 300 }
      const token = writeJwt(claims, 'RS256', privateKey, kid)
      job.secrets.push(token)
      return token
    },
    async step(script, more = {}) {
      const result = await runCommand('bash', ['-e', '-o', 'pipefail', '-c', script], {
        env: {
          ...env,
          ...fromEnvFile(await readFile(envFile, 'utf8')),
          CI: 'true',
          GITHUB_ACTIONS: 'true',
          GITHUB_ENV: envFile,
          ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/jobs/1/idtoken?api-version=2.0`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
          ...more,
        },
      })
      const log = logOf(`${result.stdout}${result.stderr}`, masks)
      return { code: result.code ?? -1, log }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return job
}

/** Lines of `NAME=value`, of which the last one counts (GitHub: "Workflow commands", environment files). */
function fromEnvFile(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

/** What is left of the output when commands have been obeyed: a mask hides its value from then on. */
function logOf(output: string, masks: Set<string>): string {
  return output
    .split('\n')
    .map((line) => {
      const [, mask] = /^::add-mask::(.*)$/.exec(line) ?? []
      if (mask !== undefined) masks.add(mask.replaceAll('%25', '%'))
      let shown = mask === undefined ? line : '::add-mask::***'
      for (const secret of masks) shown = shown.replaceAll(secret, '***')
      return shown
    })
    .join('\n')
}
