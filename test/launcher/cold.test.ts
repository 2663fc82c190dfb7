import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tempHome, type TempHome } from '../support/home.js'
import { PROGRAM, run } from '../support/run.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import { chainConfig } from './chain-config.js'
import {
  ANSWERED,
  comparable,
  filesIn,
  outcome,
  settled,
  TRACE,
  type Outcome,
  tracesOf,
} from './outcome.js'
import { recording, type RecordedRequest } from './recorded-request.js'

/*
 * Sessions that the launcher obtains itself. It is compared with the program on a server that
 * answers and fails as planned: the requests, the output, the status and the files that are left.
 */

const CASES = Number(process.env['COLD_CASES'] ?? 40)
/** The short run has the same cases each time. */
const SEED = Number(process.env['COLD_SEED'] ?? 28)

/** What the server does with one request. `hang` and `drip` take six seconds: COLD_SLOW=1. */
const FAULTS = [
  ...['ok', 'ok', 'ok', 'throttle', '500', '503', 'html', 'reset', 'hang up', 'half', 'huge'],
  ...['denied', 'expired', 'unknown key', 'skew', 'bad xml', 'empty', 'no date', 'not http'],
  ...['incomplete', 'past', 'redirect', 'chunked', 'long header', 'limit', 'two dates'],
  ...['line feeds', 'both lengths'],
] as const
const SLOW = ['hang', 'drip'] as const
type Fault = (typeof FAULTS)[number] | (typeof SLOW)[number] | 'switched'

/** A server that follows a list of faults, one a request, then answers. */
async function startPlanned() {
  const state = { plan: [] as Fault[], requests: [] as RecordedRequest[] }
  const server = createServer(
    recording(
      (recorded) => state.requests.push(recorded),
      ({ request, response, ...received }) => {
        operation = received.operation ?? ''
        respond(state.plan.shift() ?? 'ok', request, response)
      },
    ),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = (): void => void server.close().closeAllConnections()
  return { state, url, close }
}

const credentials = (expires: string): string =>
  `<Credentials><AccessKeyId>ASIAQNZGKIQY56JQ7WML</AccessKeyId><SecretAccessKey>s/ecret</SecretAccessKey><SessionToken>tok&amp;en</SessionToken><Expiration>${expires}</Expiration></Credentials>`

/** The operation that was called last. */
let operation = ''

const IDENTITY =
  '<Arn>arn:aws:sts::222222222222:assumed-role/dev/x</Arn><UserId>AROA:x</UserId><Account>222222222222</Account>'

const success = (expires = '2099-01-01T00:00:00Z', inside = credentials(expires)): string =>
  `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${operation === 'GetCallerIdentity' ? IDENTITY : inside}<AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::222222222222:assumed-role/dev/x</Arn></AssumedRoleUser></${operation}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${operation}Response>`

const failure = (code: string, message: string): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>`

function respond(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  const send = (status: number, body: string, headers: object = {}): void =>
    void response.writeHead(status, { 'content-type': 'text/xml', ...headers }).end(body)
  const { socket } = request
  switch (fault) {
    case 'ok':
      return send(200, success())
    case 'throttle':
      return send(400, failure('Throttling', 'Rate exceeded'))
    case '500':
      return send(500, failure('InternalFailure', 'Sorry'))
    case '503':
      return send(503, '')
    case 'html':
      return send(502, '<html><body><h1>Bad</h1></body></html>', { 'content-type': 'text/html' })
    case 'reset':
      return void socket.resetAndDestroy()
    case 'hang up':
      return void socket.end()
    case 'half':
      response.writeHead(200, { 'content-length': 5000 }).write(success())
      return void setTimeout(() => socket.end(), 20)
    case 'huge':
      return send(200, `${success()}${' '.repeat(2 ** 21)}`)
    case 'denied':
      return send(
        403,
        failure('AccessDenied', 'User: x is not authorized to perform: sts:AssumeRole'),
      )
    case 'expired':
      return send(400, failure('ExpiredToken', 'The security token is expired'))
    case 'unknown key':
      return send(403, failure('InvalidClientTokenId', 'The token is invalid.'))
    case 'skew':
      return send(403, failure('SignatureDoesNotMatch', 'Signature expired: x is now earlier'), {
        date: new Date(Date.now() + 3_600_000).toUTCString(),
      })
    case 'bad xml':
      return send(200, success().slice(0, 300))
    case 'empty':
      return send(200, '')
    case 'no date':
      response.sendDate = false
      return send(200, success())
    case 'not http':
      return void socket.end('SSH-2.0-OpenSSH_9.2\r\n')
    case 'line feeds':
      return void socket.end(`HTTP/1.1 200 OK\nConnection: close\n\n${success()}`)
    case 'both lengths': {
      const chunk = `${success().length.toString(16)}\r\n${success()}`
      const lengths = `Content-Length: 5\r\nTransfer-Encoding: chunked`
      return void socket.end(`HTTP/1.1 200 OK\r\n${lengths}\r\n\r\n${chunk}\r\n0\r\n\r\n`)
    }
    case 'switched':
      return void socket.end('HTTP/1.1 101 No\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')
    case 'incomplete':
      return send(200, success('', '<Credentials><AccessKeyId>A</AccessKeyId></Credentials>'))
    case 'past':
      return send(200, success('2001-01-01T00:00:00Z'))
    case 'redirect':
      return send(302, '', { location: 'http://127.0.0.1:1/' })
    case 'chunked':
      response.writeHead(200, { 'transfer-encoding': 'chunked' }).write(success().slice(0, 200))
      return void setTimeout(() => response.end(success().slice(200)), 5)
    case 'long header':
      return send(200, success(), { 'x-long': 'x'.repeat(20_000) })
    case 'limit':
      return send(400, failure('ValidationError', 'DurationSeconds exceeds the MaxSessionDuration'))
    case 'two dates':
      return send(200, success(), { 'x-two': ['a', 'b'] })
    case 'hang':
      return undefined
    case 'drip': {
      response.writeHead(200, { 'content-type': 'text/xml' })
      const timer = setInterval(() => response.write(' '), 20)
      return void socket.on('close', () => clearInterval(timer))
    }
  }
}

describe.skipIf(!launcherAvailable)(`sessions that the launcher obtains ${launcherReason}`, () => {
  let launcher: string
  let home: TempHome
  let planned: Awaited<ReturnType<typeof startPlanned>>
  let env: Record<string, string>
  const saved = mkdtempSync(join(tmpdir(), 'rolecall-cold-'))

  beforeAll(async () => {
    launcher = buildLauncher()
    planned = await startPlanned()
    home = await tempHome({
      sts: planned,
      config: CONFIG,
      credentials:
        '[keys]\naws_access_key_id = AKIAQNZGKIQY56JQ7WML\naws_secret_access_key = abcdefgh\n',
    })
    await home.write('token', 'header.payload.signature\n')
    const key = await home.write('key', 'k'.repeat(64))
    await home.write('code', '123456\n')
    await home.write('printed.json', PRINTED)
    env = {
      ...home.env,
      ...{ ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: key, ROLECALL_SHELL: 'bash' },
    }
    const words = ['add', 'stored', '--stdin', '--no-verify', '--no-input']
    const added = await run(words, {
      env,
      stdin: 'AKIAQNZGKIQY56JQ7WML\nwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
    })
    expect(added).toMatchObject({ code: 0 })
    cpSync(home.path, saved, { recursive: true, verbatimSymlinks: true })
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    planned.close()
    await home.remove()
    rmSync(saved, { recursive: true })
  })

  const state = (): string => join(home.path, '.local')
  const both = async (
    args: readonly string[],
    plan: Fault[],
    more: object = {},
    prepare = (): void => undefined,
  ) => {
    const runOne = async (
      file: string,
      words: readonly string[],
      extra: object,
    ): Promise<Outcome> => {
      rmSync(state(), { recursive: true, force: true })
      cpSync(join(saved, '.local'), state(), { recursive: true })
      prepare()
      planned.state.plan = [...plan]
      planned.state.requests = []
      const result = await outcome(file, words, { ...env, ...more, ...extra })
      return { ...result, requests: planned.state.requests, files: filesIn(state()) }
    }
    const ours = await runOne(launcher, args, TRACE)
    const theirs = await runOne(process.execPath, [PROGRAM, ...args], TRACE)
    const traces = tracesOf(ours.stderr)
    return { ours: comparable(ours), theirs: comparable(theirs), traces }
  }

  const faults = process.env['COLD_SLOW'] ? [...FAULTS, ...SLOW] : FAULTS
  const variables = fc.record({
    AWS_REGION: fc.constantFrom('', 'eu-west-1', 'us-gov-west-1'),
    AWS_ACCESS_KEY_ID: fc.constantFrom('', '', 'AKIAIOSFODNN7EXAMPLE'),
    AWS_SECRET_ACCESS_KEY: fc.constant('wJalr'),
    AWS_MIN_TTL: fc.constantFrom('', '', '', '10m', 'x'),
    ROLECALL_LIMIT: fc.constantFrom('', '', 'x'),
  })

  test(
    `are the program's in ${CASES} cases (COLD_SEED=${SEED})`,
    async () => {
      let obtained = 0
      await fc.assert(
        fc.asyncProperty(
          words,
          fc.array(fc.constantFrom(...faults), { maxLength: 4 }),
          variables,
          async (args, plan, more) => {
            const { ours, theirs, traces } = await settled(() => both(args, plan, more))
            expect(ours).toEqual(theirs)
            expect(traces).not.toContain('fault')
            if (ANSWERED.test(traces)) obtained += 1
          },
        ),
        { numRuns: CASES, seed: SEED, endOnFailure: true },
      )
      expect(obtained).toBeGreaterThan(CASES / 2)
    },
    60_000 + CASES * 4000,
  )

  test('it leaves none of the plain ones to the program', async () => {
    const lists = [
      ...PROFILES.map((profile) => ['process', profile]),
      ...COMMANDS.map(([name = '', ...rest]) => [name, 'stored-role', ...rest]),
    ]
    const left: unknown[] = []
    for (const args of lists) {
      const { ours, theirs, traces } = await both(args, [])
      expect(ours).toEqual(theirs)
      expect(ours.status).toBe(0)
      if (!ANSWERED.test(traces)) left.push([args, traces])
    }
    expect(left).toEqual([])
  }, 60_000)

  test.each(['line feeds', 'both lengths'] as const)(
    'a good answer with the fault "%s" is none for either',
    async (fault) => {
      const { ours, theirs, traces } = await both(['process', 'dev'], [fault])
      expect(ours).toEqual(theirs)
      expect(ours).toMatchObject({ status: 1, stdout: '' })
      expect(ours.stderr).toContain('the response is incomplete or did not come from STS')
      expect(ours.requests).toHaveLength(1)
      expect(traces).toMatch(ANSWERED)
    },
  )

  test('after a response with status 101, the request is sent again', async () => {
    const { ours, theirs, traces } = await both(['process', 'dev'], ['switched'])
    expect(ours).toEqual(theirs)
    expect(ours).toMatchObject({ status: 0, stderr: '' })
    expect(ours.requests).toHaveLength(2)
    expect(traces).toMatch(ANSWERED)
  }, 20_000)

  test.each([
    ['', '777', true],
    ['', '755', false],
    ['/rolecall', '777', true],
    ['/rolecall', '755', false],
    ['/rolecall/sealed', '777', true],
  ])(
    'the folder .local/state%s of mode %s is judged as by the program',
    async (folder, mode, isNamed) => {
      const open = (): void => chmodSync(join(state(), 'state', folder), parseInt(mode, 8))
      const { ours, theirs, traces } = await both(['process', 'stored-role'], [], {}, open)
      expect(ours).toEqual(theirs)
      expect(ours.stderr.includes('other users can write to')).toBe(isNamed)
      expect(traces).toContain('a cold call')
    },
  )
})

const PROFILES = [
  ...['dev', 'chain', 'names', 'twice', 'token', 'stored-role', 'stored', 'printed', 'coded'],
  ...['token-printed'],
]

const COMMANDS = [
  ...[['process'], ['env'], ['env', '--format', 'fish'], ['env', '--format=json']],
  ...[['whoami'], ['whoami', '--json'], ['kube-token', '--cluster', 'blue'], ['use']],
  ['exec', '--', 'printenv', 'AWS_ACCESS_KEY_ID', 'AWS_REGION', 'ROLECALL_PROFILE'],
]

const OPTIONS = [
  ...[['--refresh'], ['--no-cache'], ['--min-ttl', '20m'], ['--min-ttl=x'], ['--no-input']],
  ...[['--duration', '20m'], ['--duration', '99h'], ['--region=eu-central-1'], ['--tag', 'a=b']],
  ...[['--read-only'], ['--only', 's3:Get*'], ['--session-name', 'you'], ['--external-id=x']],
  ...[['--debug'], ['--no-session'], ['--mfa-code', '654321'], ['--nonsense'], ['--policy', '{}']],
  ...[['--keep-profile'], ['--refresh', '--refresh'], ['--store', 'none'], ['--region', '-x']],
]

const words = fc
  .tuple(
    fc.constantFrom(...COMMANDS),
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...PROFILES) },
      fc.constantFrom('exits', 'prints-nothing', 'prints-expired', 'wrong-code', 'missing', 'keys'),
    ),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.constantFrom(...OPTIONS)),
  )
  .map(([[name = '', ...rest], profile, options]) => [name, profile, ...options, ...rest])

const PRINTED = JSON.stringify({
  ...{ Version: 1, AccessKeyId: 'AKIAQNZGKIQY56JQ7WML', SecretAccessKey: 'abcdefgh' },
})

const CONFIG = `[profile token]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = me
web_identity_token_file = ~/token
region = eu-west-1

${chainConfig('dev', 'ops')}
[profile names]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = x=y,@z.-_
source_profile = keys

[profile twice]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = me
external_id = a+b/c=
duration_seconds = 7200
source_profile = keys
region = us-east-1

[profile stored]
region = eu-west-1

[profile stored-role]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = me
source_profile = stored

[profile of-program]
credential_process = cat ~/printed.json
region = eu-west-1

[profile printed]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = me
source_profile = of-program

[profile of-failing-program]
credential_process = echo "not today" >&2; exit 3

[profile exits]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = of-failing-program

[profile prints-nothing]
credential_process = true

[profile prints-expired]
credential_process = echo '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"b","SessionToken":"c","Expiration":"2001-01-01T00:00:00Z"}'

[profile coded]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = me
source_profile = keys
mfa_serial = arn:aws:iam::111111111111:mfa/me
mfa_process = cat ~/code

[profile wrong-code]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = me
source_profile = keys
mfa_serial = arn:aws:iam::111111111111:mfa/me
mfa_process = echo code: 123456; exit 1

[profile token-printed]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = me
web_identity_token_process = echo header.payload.signature
`
