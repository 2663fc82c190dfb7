import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../support/certificate.js'
import { tempHome, type TempHome } from '../support/home.js'
import { PROGRAM } from '../support/run.js'
import { startTlsFront } from '../support/tls-front.js'
import { startWebServer, type WebServer } from '../support/web-server.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import {
  FAULTS,
  LASTING,
  nextFault,
  respond,
  SLOW,
  UNREADABLE,
  type Fault,
  type Plan,
} from './json-faults.js'
import { ANSWERED, comparable, filesIn, outcome, TRACE, type Outcome, tracesOf } from './outcome.js'
import { askedOnce, recording, type RecordedRequest } from './recorded-request.js'
import { stsResult } from './sts-results.js'

/*
 * Roles of jobs of CI systems that the launcher obtains itself, with the job's identity token. It
 * is compared with the program, beside a token endpoint that fails as planned.
 */

const ROLE = 'arn:aws:iam::222222222222:role/ci'
const CONFIG = `[profile job]
rolecall_credential_source = GitHubActions
role_arn = ${ROLE}
role_session_name = me
region = eu-west-1

[profile next]
source_profile = job
role_arn = arn:aws:iam::222222222222:role/next
role_session_name = me
region = eu-west-1

[profile gitlab]
rolecall_credential_source = GitLab
role_arn = ${ROLE}
role_session_name = me
region = eu-west-1

[profile named]
rolecall_web_identity_token_env = MY_TOKEN
role_arn = ${ROLE}
role_session_name = me
region = eu-west-1
`

const GITLAB = { GITLAB_CI: 'true', GITLAB_OIDC_TOKEN: 'header.payload.signature' }
const POSITIONAL = ['process', ROLE, '--region', 'eu-west-1', '--session-name', 'me']

describe.skipIf(!launcherAvailable)(`roles of CI jobs ${launcherReason}`, () => {
  let launcher: string
  let home: TempHome
  let server: WebServer
  let env: Record<string, string>
  const state: Plan & { token: string; requests: RecordedRequest[] } = {
    plan: [],
    lasting: '',
    token: 'header.payload.signature',
    requests: [],
  }

  beforeAll(async () => {
    launcher = buildLauncher()
    server = await startWebServer(
      recording(
        (recorded) => state.requests.push(recorded),
        ({ request, response, operation }) => {
          if (operation !== undefined) return void response.end(stsResult(operation))
          const given = JSON.stringify({ count: 1, value: state.token })
          respond(nextFault(state), given, request, response)
        },
      ),
    )
    home = await tempHome({ sts: server, config: CONFIG })
    const key = await home.write('key', 'k'.repeat(64))
    env = {
      ...home.env,
      ...{ ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: key, GITHUB_ACTIONS: 'true' },
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/12//idtoken/1b/2c?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
      GITHUB_ENV: join(home.path, '.local', 'github-env'),
    }
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await home.remove()
  })

  const both = async (args: readonly string[], plan: readonly Fault[] = [], more: object = {}) => {
    const local = join(home.path, '.local')
    const runOne = async (file: string, words: readonly string[]): Promise<Outcome> => {
      rmSync(local, { recursive: true, force: true })
      mkdirSync(local)
      Object.assign(state, { plan: [...plan], requests: [], lasting: '' })
      const result = await outcome(file, words, { ...env, ...more, ...TRACE })
      const requests = askedOnce(state.requests, state.lasting !== '')
      return { ...result, requests, files: filesIn(local) }
    }
    const ours = await runOne(launcher, args)
    const theirs = await runOne(process.execPath, [PROGRAM, ...args])
    const traces = tracesOf(ours.stderr)
    return { ours: comparable(ours), theirs: comparable(theirs), traces }
  }

  test.each([
    ['process', 'job'],
    ['process', 'job', '--refresh'],
    ['process', 'job', '--no-cache'],
    ['process', 'job', '--min-ttl', '20m'],
    ['process', 'next'],
    ['env', 'job', '--format', 'github'],
    ['whoami', 'job', '--json'],
    ['exec', 'job', '--', 'printenv', 'AWS_ACCESS_KEY_ID', 'AWS_REGION'],
    POSITIONAL,
  ])('the launcher obtains it: %s %s %s %s', async (...args) => {
    const { ours, theirs, traces } = await both(args)
    expect(ours).toEqual(theirs)
    expect(ours).toMatchObject({ status: 0, stderr: '' })
    expect(ours.requests[0]?.url).toBe(
      '/12//idtoken/1b/2c?api-version=2.0&audience=sts.amazonaws.com',
    )
    expect(traces).toMatch(ANSWERED)
  })

  test.each([
    ['a profile of GitLab', ['process', 'gitlab'], GITLAB],
    ['a job of GitLab', POSITIONAL, { ...GITLAB, GITHUB_ACTIONS: '' }],
    ['a variable of another name', ['process', 'named'], { MY_TOKEN: ' a.b.c\n' }],
    ['CircleCI', POSITIONAL, { GITHUB_ACTIONS: '', CIRCLECI: 'true', CIRCLE_OIDC_TOKEN: 'a.b.c' }],
  ])('the launcher obtains it: %s', async (_, args, more) => {
    const { ours, theirs, traces } = await both(args, [], more)
    expect(ours).toEqual(theirs)
    expect(ours).toMatchObject({ status: 0, stderr: '' })
    expect(ours.requests).toHaveLength(1)
    expect(traces).toMatch(ANSWERED)
  })

  const unreadable = Object.keys(UNREADABLE) as (keyof typeof UNREADABLE)[]
  const faults = [...FAULTS, ...unreadable, ...(process.env['COLD_SLOW'] ? SLOW : [])]
  test.each([...new Set(faults)])(
    'an endpoint with the fault "%s", at once and after another',
    async (fault) => {
      for (const plan of [[fault], ['500', fault] as const]) {
        const { ours, theirs, traces } = await both(['process', 'job'], plan)
        expect(ours).toEqual(theirs)
        const isLeft = LASTING.includes(plan[0]) && plan[0] !== 'refused'
        expect(ANSWERED.test(traces), traces).toBe(!isLeft)
      }
    },
    120_000,
  )

  test('an endpoint that fails three times is named', async () => {
    const { ours, theirs, traces } = await both(['process', 'job'], ['reset', 'hang up', 'half'])
    expect(ours).toEqual(theirs)
    expect(ours.stderr).toContain('could not be reached: ECONNRESET')
    expect(ours.requests).toHaveLength(3)
    expect(traces).toMatch(ANSWERED)
  }, 20_000)

  test.each([
    ['/jobs/1', true, '/jobs/1?audience=sts.amazonaws.com'],
    ['?a=1', true, '/?a=1&audience=sts.amazonaws.com'],
    ['/x?', true, '/x?audience=sts.amazonaws.com'],
    ['/x?flag&&b=', true, '/x?flag=&b=&audience=sts.amazonaws.com'],
    ['/x?audience=a&b=1&audience', true, '/x?audience=sts.amazonaws.com&b=1'],
    ['/x?audiences=a', true, '/x?audiences=a&audience=sts.amazonaws.com'],
    ['/x?a=%41%20+~', false, '/x?a=A++%7E&audience=sts.amazonaws.com'],
    ['/x?a=b=c', false, '/x?a=b%3Dc&audience=sts.amazonaws.com'],
    ['/x?a?b', false, '/x?a%3Fb=&audience=sts.amazonaws.com'],
    ['/x?a=b#c', false, '/x?a=b&audience=sts.amazonaws.com'],
    ['/x y?a=é', false, '/x%20y?a=%C3%A9&audience=sts.amazonaws.com'],
    ['/a/../b?c=d', false, '/b?c=d&audience=sts.amazonaws.com'],
  ])('the URL of the endpoint may end in %s', async (end, isObtained, url) => {
    const more = { ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}${end}` }
    const { ours, theirs, traces } = await both(['process', 'job'], [], more)
    expect(ours).toEqual(theirs)
    expect(ours).toMatchObject({ status: 0, stderr: '' })
    expect(ours.requests[0]?.url).toBe(url)
    expect(ANSWERED.test(traces), traces).toBe(isObtained)
  })

  test.each([
    'none',
    'http://example.com/x?a=b',
    'http://127.0.0.1@example.com/x',
    'http://127.0.0.1:1/x?a=b',
    'http://127.1.1.1:1/x',
    'https://127.0.0.1:1/x?a=b',
    'ftp://127.0.0.1/x',
  ])(
    'nothing is sent to %s',
    async (url) => {
      const more = { ACTIONS_ID_TOKEN_REQUEST_URL: url }
      const { ours, theirs } = await both(['process', 'job'], [], more)
      expect(ours).toEqual(theirs)
      expect(ours.status).not.toBe(0)
      expect(ours.requests).toEqual([])
    },
    20_000,
  )

  test.each(['a\r\nx-more: b', 'é', '日本', ' a ', 'a\tb'])(
    'the request token %j is sent or refused as by the program',
    async (token) => {
      const more = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: token }
      const { ours, theirs } = await both(['process', 'job'], [], more)
      expect(ours).toEqual(theirs)
    },
    20_000,
  )

  test('an identity token with line breaks is sent as it is', async () => {
    state.token = 'header.payload\r\nHost: example.com\r\n\r\n&RoleArn=x'
    const { ours, theirs, traces } = await both(['process', 'job'])
    state.token = 'header.payload.signature'
    expect(ours).toEqual(theirs)
    expect(ours.requests[1]?.body).toContain('payload%0D%0AHost')
    expect(traces).toMatch(ANSWERED)
  })

  test('a response of 64 MB is too large for both', async () => {
    state.token = 'x'.repeat(2 ** 26)
    const { ours, theirs, traces } = await both(['process', 'job'])
    state.token = 'header.payload.signature'
    expect(ours).toEqual(theirs)
    expect(ours.stderr).toContain('could not be reached: the response is invalid')
    expect(traces).toMatch(ANSWERED)
  }, 60_000)

  test('the endpoint has TLS, with an authority of AWS_CA_BUNDLE or without', async () => {
    const own = makeCertificate(home.path, 'localhost')
    await using front = await startTlsFront(server.port, own)
    const url = `https://localhost:${front.port}/x?a=b`
    const trusted = { ACTIONS_ID_TOKEN_REQUEST_URL: url, AWS_CA_BUNDLE: own.path }
    const good = await both(['process', 'job'], [], trusted)
    expect(good.ours).toEqual(good.theirs)
    expect(good.ours).toMatchObject({ status: 0, stderr: '' })
    expect(good.traces).toMatch(ANSWERED)

    const bad = await both(['process', 'job'], [], { ACTIONS_ID_TOKEN_REQUEST_URL: url })
    expect(bad.ours).toEqual(bad.theirs)
    expect(bad.ours.stderr).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(bad.ours.requests).toEqual([])
  }, 30_000)
})
