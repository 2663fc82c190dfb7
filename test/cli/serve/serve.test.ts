import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRunning } from '../../support/children.js'
import { COMMAND } from '../../support/run.js'
import { NOMFA, startRoleScene } from '../../support/role-scene.js'
import { DEV, type Scene } from '../../support/scene.js'
import { ask, readEndpoint, startServing, type Serving } from '../../support/serve.js'
import { runInTerminal } from '../../support/terminal.js'

let scene: Scene
beforeAll(async () => {
  scene = await startRoleScene(`[profile "../o d{d}"]
role_arn = ${NOMFA}
source_profile = keys
`)
})
afterAll(() => scene[Symbol.asyncDispose]())

const URL_NAME = 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
const TOKEN_NAME = 'AWS_CONTAINER_AUTHORIZATION_TOKEN'

describe('two profiles', () => {
  let serving: Serving
  beforeAll(async () => {
    serving = await startServing(['nomfa', '../o d{d}'], scene.env, 2)
  })
  afterAll(() => serving[Symbol.asyncDispose]())

  test('have a path and a token each', async () => {
    const answers = await Promise.all(serving.variables.map(readEndpoint))
    for (const { status, body, headers } of answers) {
      expect(status, body).toBe(200)
      expect(JSON.parse(body)).toEqual({
        AccessKeyId: expect.stringMatching(/^ASIA/) as string,
        SecretAccessKey: expect.any(String) as string,
        Token: expect.any(String) as string,
        Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        AccountId: '222222222222',
      })
      expect(headers).toMatchObject({ 'cache-control': 'no-store' })
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
    const [one, other] = serving.variables
    expect(one?.[TOKEN_NAME]).toMatch(/^[\w-]{43}$/)
    expect(one?.[TOKEN_NAME]).not.toBe(other?.[TOKEN_NAME])
    expect(other?.[URL_NAME]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/~[\w-]+$/)
    expect(one).toMatchObject({ AWS_REGION: 'eu-west-1', ROLECALL_PROFILE: 'nomfa' })
    expect(serving.stderr()).not.toContain(one?.[TOKEN_NAME])
  })

  test.each([
    ['another host name', 403, { headers: { host: 'evil.example' } }],
    ['another host name with the port', 403, { headers: { host: 'evil.example:PORT' } }],
    ['the name of the metadata service', 403, { headers: { host: '169.254.169.254' } }],
    ['a wrong token', 403, { headers: { authorization: 'x'.repeat(43) } }],
    ['no token', 403, { headers: { authorization: '' } }],
    ['a token of another profile', 403, { headers: { authorization: 'OTHER' } }],
    ['Bearer and the token', 403, { headers: { authorization: 'Bearer TOKEN' } }],
    ['a web page of another origin', 403, { method: 'POST', headers: { origin: 'http://evil' } }],
    ['a web page after rebinding', 403, { headers: { 'sec-fetch-site': 'same-origin' } }],
    ['POST', 405, { method: 'POST' }],
    ['PUT', 405, { method: 'PUT' }],
    ['a preflight', 405, { method: 'OPTIONS' }],
    ['HEAD', 405, { method: 'HEAD' }],
    ['a header of 9 KB', 431, { headers: { 'x-large': 'x'.repeat(9000) } }],
    ['a path above', 403, { path: '/../nomfa' }],
    ['an encoded path above', 403, { path: '/%2e%2e/nomfa' }],
    ['a path with a query', 403, { path: '/nomfa?x=1' }],
    ['an absolute path', 403, { path: 'http://evil.example/nomfa' }],
    ['the metadata service', 403, { path: '/latest/meta-data/' }],
  ])('refuses %s', async (_, status, attack: Parameters<typeof ask>[1] = {}) => {
    const [one = {}, other = {}] = serving.variables
    const url = one[URL_NAME] ?? ''
    const given = { authorization: 'TOKEN', ...attack.headers }
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        value
          .replace('TOKEN', one[TOKEN_NAME] ?? '')
          .replace('OTHER', other[TOKEN_NAME] ?? '')
          .replace('PORT', new URL(url).port),
      ]),
    )
    const result = await ask(url, { ...attack, headers })
    expect(result.status).toBe(status)
    expect(result.body).not.toContain('ASIA')
    expect(result.headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('refuses two Host lines, of which each could be the one that counts', async () => {
    const [one = {}] = serving.variables
    const { port, pathname } = new URL(one[URL_NAME] ?? '')
    const socket = connect(Number(port), '127.0.0.1')
    const lines = [
      `Host: 127.0.0.1:${port}`,
      'Host: evil.example',
      `Authorization: ${one[TOKEN_NAME]}`,
    ]
    socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    expect(String(answer)).toMatch(/^HTTP\/1\.1 403 /)
  })

  test('survive slow, half-open and many clients', async () => {
    const [one = {}] = serving.variables
    const port = Number(new URL(one[URL_NAME] ?? '').port)
    const sockets = Array.from({ length: 10_000 }, () =>
      connect(port, '127.0.0.1').on('error', () => undefined),
    )
    sockets.slice(0, 100).forEach((socket) => socket.write('GET /nomfa HTTP/1.1\r\nHost: '))
    sockets.slice(100, 200).forEach((socket) => socket.end())
    sockets.slice(200, 300).forEach((socket) => socket.write('\0\xff garbage\r\n\r\n'))
    expect(await readEndpoint(one)).toMatchObject({ status: 200 })
    sockets.forEach((socket) => socket.destroy())
    expect(await readEndpoint(one)).toMatchObject({ status: 200 })
  })
})

test('a thousand clients of a cold profile cause one prompt and one call a step', async () => {
  const args = [...COMMAND.slice(1), 'serve', 'dev', '--format', 'json']
  using terminal = runInTerminal(COMMAND[0], args, {
    env: { ...scene.env, NO_COLOR: '1' },
    columns: 400,
  })
  const [json] = await terminal.waitFor(/\{[^}]*\}/)
  const variables = JSON.parse(json.replaceAll('\r', '')) as Record<string, string>
  await terminal.waitFor(/MFA code for \S+: /)
  const before = await Promise.all(Array.from({ length: 500 }, () => readEndpoint(variables)))
  expect(new Set(before.map(({ status }) => status))).toEqual(new Set([503]))
  expect(before[0]?.body).toContain('waits for an MFA code for dev')
  terminal.send(`${scene.sts.freshCode(scene.serial)}\r`)
  await terminal.waitFor(/\d+ min left/)
  const after = await Promise.all(Array.from({ length: 500 }, () => readEndpoint(variables)))
  expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]))
  await terminal.waitFor(/dev in 222222222222 +\d+ min left +500/)
  expect(terminal.transcript.match(/MFA code for/g)).toHaveLength(1)
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
  const ofDev = scene.sts.calls('AssumeRole').filter(({ params }) => params['RoleArn'] === DEV)
  expect(ofDev).toHaveLength(1)
  terminal.send('\u0003')
  expect(await terminal.exit).toMatchObject({ signal: 2 })
  await expect(readEndpoint(variables)).rejects.toThrow('ECONNREFUSED')
})

test('a declined prompt is an error for clients, not another prompt', async () => {
  const args = [...COMMAND.slice(1), 'serve', 'admin', '--no-cache', '--format', 'json']
  using terminal = runInTerminal(COMMAND[0], args, {
    env: { ...scene.env, NO_COLOR: '1' },
    columns: 400,
  })
  const [json] = await terminal.waitFor(/\{[^}]*\}/)
  const variables = JSON.parse(json.replaceAll('\r', '')) as Record<string, string>
  await terminal.waitFor(/MFA code for \S+: /)
  terminal.send('\u0004')
  await terminal.waitFor(/rolecall: no answer was given/)
  const answers = [await readEndpoint(variables), await readEndpoint(variables)]
  expect(answers.map(({ status, body }) => `${status} ${body}`).join()).toMatch(
    /^503 .*no answer was given.*503 .*no answer was given/,
  )
  expect(terminal.transcript.match(/MFA code for/g)).toHaveLength(1)
})

test('a command reads its credentials, and has no secret in its environment', async () => {
  const script = `
    const url = process.env.${URL_NAME}, authorization = process.env.${TOKEN_NAME}
    fetch(url, { headers: { authorization } }).then((r) => r.json()).then((body) => {
      const names = Object.keys(process.env).filter((name) => /^(AWS|ROLECALL)_/.test(name)).sort()
      console.log(JSON.stringify({ id: body.AccessKeyId, names }))
      process.exit(7)
    })`
  const stale = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_PROFILE: 'nomfa' }
  const lines = [
    { words: ['serve', 'nomfa'], env: {} },
    { words: ['exec', '--serve', 'nomfa'], env: {} },
    { words: ['exec', 'nomfa'], env: { ROLECALL_SERVE: '1' } },
  ]
  for (const { words, env } of lines) {
    const { code, stdout, stderr } = await scene.rolecall(
      [...words, '--', process.execPath, '-e', script],
      { env: { ...stale, ...env } },
    )
    expect(stderr).toBe('')
    expect(code).toBe(7)
    const { id, names } = JSON.parse(stdout) as { id: string; names: string[] }
    expect(id).toMatch(/^ASIA/)
    expect(names.join(' ')).toBe(
      `${TOKEN_NAME} ${URL_NAME} AWS_DEFAULT_REGION AWS_ENDPOINT_URL_STS AWS_REGION ROLECALL_PROFILE ROLECALL_SET`,
    )
  }
})

test('hides [default] from a command if SDKs would prefer it', async () => {
  const config = readFileSync(join(scene.home.path, '.aws/config'), 'utf8')
  await scene.configure(`${config}[default]\nrole_arn = ${DEV}\nsource_profile = base\n`)
  const args = ['serve', 'nomfa', '--', 'sh', '-c', 'echo "$AWS_CONFIG_FILE"']
  const result = await scene.rolecall(args)
  await scene.configure(config)
  expect(result).toMatchObject({ code: 0, stdout: '/dev/null\n' })
  expect(result.stderr).toContain('SDKs prefer the credentials of [default]')
})

test('ends with its parent, by SIGKILL too, and ends its command', async () => {
  const [file, ...words] = COMMAND
  const command = [file, ...words, 'serve', 'nomfa', '--', 'sh', '-c', 'echo $$ $PPID; sleep 60']
  const quoted = command.map((word) => `'${word}'`).join(' ')
  const parent = spawn('sh', ['-c', `${quoted}; true`], {
    env: { ...scene.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pids = String(line).trim().split(' ').map(Number)
  expect(pids.map(isRunning)).toEqual([true, true])
  parent.kill('SIGKILL')
  await expect
    .poll(() => pids.map(isRunning), { timeout: 1500, interval: 20 })
    .toEqual([false, false])
})

test('a token file is private, and goes with the server', async () => {
  const file = join(scene.home.path, 'token')
  const serving = await startServing(['nomfa', '--token-file', file], scene.env)
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: named, ...variables } = serving.variables[0] ?? {}
  expect(named).toBe(file)
  expect(variables).not.toHaveProperty(TOKEN_NAME)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const token = readFileSync(file, 'utf8')
  expect(await readEndpoint({ ...variables, [TOKEN_NAME]: token })).toMatchObject({ status: 200 })
  expect(await serving.stop()).toEqual({ code: null, signal: 'SIGTERM' })
  expect(existsSync(file)).toBe(false)
})

test('a token file has one server: a later one is refused, until the first has ended', async () => {
  const file = join(scene.home.path, 'shared-token')
  const args = ['serve', 'nomfa', '--token-file', file]
  const first = await startServing(['nomfa', '--token-file', file], scene.env)
  const token = readFileSync(file, 'utf8')
  await symlink(scene.home.path, join(scene.home.path, 'link'))
  for (const path of [file, join(scene.home.path, 'link/shared-token')]) {
    const words = ['serve', 'nomfa', '--token-file', path]
    expect(await scene.rolecall(words)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `rolecall: ${path} is the token file of rolecall serve (pid ${first.child.pid})\nhint: give this server a --token-file of its own\n`,
    })
  }
  const [variables] = first.variables
  expect(await readEndpoint({ ...variables, [TOKEN_NAME]: token })).toMatchObject({ status: 200 })
  // Even if it was killed, and has left its file.
  await first.stop('SIGKILL')
  expect(readFileSync(file, 'utf8')).toBe(token)
  await using second = await startServing(args.slice(1), scene.env)
  const fresh = readFileSync(file, 'utf8')
  expect(fresh).not.toBe(token)
  const [others] = second.variables
  expect(await readEndpoint({ ...others, [TOKEN_NAME]: fresh })).toMatchObject({ status: 200 })
})

test('no other file becomes a token file', async () => {
  const file = join(scene.home.path, '.aws/credentials')
  const before = readFileSync(file, 'utf8')
  expect(await scene.rolecall(['serve', 'nomfa', '--token-file', file])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(`${file} is not a token file`) as string,
  })
  expect(readFileSync(file, 'utf8')).toBe(before)
})

test('a session that cannot be had is told once, and the command is not run', async () => {
  const words = ['serve', 'keys', '--no-session', '--', 'echo', 'ran']
  expect(await scene.rolecall(words)).toEqual({
    code: 2,
    signal: undefined,
    ms: expect.any(Number) as number,
    stdout: '',
    stderr:
      'rolecall: keys has no session that could be served\nhint: a server returns sessions, never long-term keys: omit --no-session, or give a role\n',
  })
})

test('a server ends if no profile of it can ever be served', async () => {
  expect(await scene.rolecall(['serve', 'keys', '--no-session'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'rolecall: keys has no session that could be served\n',
    ) as string,
  })
})

test('it announces nothing if no profile is named and this machine has no role', async () => {
  const result = await scene.rolecall(['serve'])
  expect(result).toMatchObject({ code: 1, stdout: '' })
  expect(result.stderr).toMatch(/^rolecall: no profile is named, and there is no \[default\]\n/)
})

test('a port that is taken is an error, and two servers share sessions', async () => {
  await using serving = await startServing(['nomfa'], scene.env)
  await using other = await startServing(['nomfa'], scene.env)
  const answers = await Promise.all(
    [serving, other].map((each) => readEndpoint(each.variables[0] ?? {})),
  )
  expect(answers[0]?.body).toBe(answers[1]?.body)
  const { port } = new URL(serving.variables[0]?.[URL_NAME] ?? '')
  expect(await scene.rolecall(['serve', 'nomfa', '--port', port])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `rolecall: port ${port} of 127.0.0.1 is in use\nhint: give another --port, or none: then any free port is used\n`,
  })
})

test.each([
  [['--port', '0'], 'invalid --port "0"'],
  [['--port', '99999'], 'invalid --port "99999"'],
  [['dev', 'admin', '--imds'], '--imds takes one profile'],
  [['dev', 'admin', '--', 'true'], 'a command takes one profile'],
  [['dev', '--imds', '--token-file', 'x'], '--imds has no token to write to a file'],
  [['no-such-profile'], 'no-such-profile'],
])('serve %j is a usage error', async (args, message) => {
  const { code, stdout, stderr } = await scene.rolecall(['serve', ...args])
  expect({ stdout, stderr }).toEqual({
    stdout: '',
    stderr: expect.stringContaining(message) as string,
  })
  expect(code).not.toBe(0)
})
