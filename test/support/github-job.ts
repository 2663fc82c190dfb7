import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './run.js'
import { writeJwt } from './sts-server/jwt.js'
import { startWebServer } from './web-server.js'

/** Imitates what a runner of GitHub Actions does for the steps of one job. */
export interface GithubJob extends AsyncDisposable {
  /** Issuer of the ID tokens. */
  readonly issuer: string
  /** Public keys that verify the ID tokens. */
  readonly keys: JsonWebKey[]
  /** The job's request token and every ID token that was issued. */
  readonly secrets: string[]
  /** Requests to the token endpoint, for example `GET /path?query`. */
  readonly requests: string[]
  /** The next `times` requests fail with this HTTP status. */
  failures: { times: number; status: number }
  /** Issues an ID token of this job, as the token endpoint does. */
  idToken(audience: string): string
  /**
   * Runs a shell script with the variables that earlier steps wrote to GITHUB_ENV.
   * @returns exit status and log, in which masked values are replaced
   */
  step(script: string, env?: Record<string, string>): Promise<{ code: number; log: string }>
}

/**
 * Starts the token endpoint of a job.
 * @param env environment of the job
 * @param home folder for the runner's files
 */
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
    const isFailure = job.failures.times-- > 0
    const isAuthorized = request.headers.authorization === `Bearer ${requestToken}`
    if (isFailure || !isAuthorized) {
      response.writeHead(isFailure ? job.failures.status : 401).end('{"message":"no"}')
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
    async step(script, extraEnv = {}) {
      const result = await runCommand('bash', ['-e', '-o', 'pipefail', '-c', script], {
        env: {
          ...env,
          ...parseEnvFile(await readFile(envFile, 'utf8')),
          CI: 'true',
          GITHUB_ACTIONS: 'true',
          GITHUB_ENV: envFile,
          ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/jobs/1/idtoken?api-version=2.0`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
          ...extraEnv,
        },
      })
      const log = maskedLog(`${result.stdout}${result.stderr}`, masks)
      return { code: result.code ?? -1, log }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return job
}

/** Parses lines of `NAME=value`; the last one of a name counts (GitHub, "Workflow commands"). */
function parseEnvFile(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

/** Applies the workflow command `::add-mask::`, which hides its value in the rest of the output. */
function maskedLog(output: string, masks: Set<string>): string {
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
