import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startRoleScene } from '../../support/role-scene.js'
import { NO_CHROMIUM, startChromium } from '../../support/chromium.js'
import { runCommand } from '../../support/run.js'
import { ask, readEndpoint, startServing } from '../../support/serve.js'

/** Debian's libfaketime: the clock of a process follows a file. */
const FAKETIME = ['/usr/lib', '/usr/lib64']
  .filter(existsSync)
  .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => join(folder, name))])
  .map((folder) => join(folder, 'faketime/libfaketimeMT.so.1'))
  .find(existsSync)

test.skipIf(FAKETIME === undefined)(
  'for two hours with sessions of 20 minutes, no client gets an expired one, or none',
  async () => {
    await using scene = await startRoleScene()
    const clock = await scene.home.write('clock', '+0s')
    let aheadMs = 0
    const move = async (minutes: number): Promise<void> => {
      aheadMs += minutes * 60_000
      scene.sts.clockShift = aheadMs
      await writeFile(clock, `+${aheadMs / 1000}s`)
    }
    scene.sts.sessionSeconds = 1200
    await using serving = await startServing(['nomfa'], {
      ...scene.env,
      LD_PRELOAD: FAKETIME ?? '',
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    })
    const [variables = {}] = serving.variables
    /** Minutes that the session has left which a client gets; or the error. */
    const read = async (): Promise<number | string> => {
      const { status, body } = await readEndpoint(variables)
      if (status !== 200) return `${status} ${body}`
      const { Expiration } = JSON.parse(body) as { Expiration: string }
      return Math.round((Date.parse(Expiration) - Date.now() - aheadMs) / 60_000)
    }

    const seen: (number | string)[] = []
    for (const minutes of Array.from({ length: 24 }, (_, step) => 3 + (step % 5))) {
      seen.push(await read())
      await move(minutes)
    }
    expect(seen.every((left) => Number(left) > 0)).toBe(true)
    expect(Math.max(...seen.map(Number))).toBe(20)

    // The laptop was asleep.
    await move(90)
    expect(String(await read())).toMatch(/^(20|503 .*waits for AWS.*)$/)
    await expect.poll(read, { timeout: 5000 }).toBe(20)

    // AWS is down: the session that lives is served, and an expired one never.
    scene.sts.fault('AssumeRole', 'internal-error')
    await move(15)
    expect(await read()).toBe(5)
    expect(await read()).toBe(5)
    await move(6)
    expect(await read()).toMatch(/^503 .*(waits for AWS|InternalFailure)/)
    scene.sts.clearFaults()
    await expect.poll(read, { timeout: 15_000, interval: 100 }).toBe(20)
  },
  30_000,
)

test('the metadata service wants a token, from this machine and from no proxy', async () => {
  await using scene = await startRoleScene()
  await using serving = await startServing(['nomfa', '--imds'], scene.env)
  const [variables = {}] = serving.variables
  const url = variables['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? ''
  const { port } = new URL(url)
  // The AWS CLI 2.9 of Debian 12 appends the path without a slash.
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect(variables).toMatchObject({ AWS_EC2_METADATA_V1_DISABLED: 'true' })
  const ttlHeader = 'x-aws-ec2-metadata-token-ttl-seconds'
  const put = (headers: Record<string, string>, path = '/latest/api/token') =>
    ask(url, { method: 'PUT', path, headers })
  const issued = await put({ [ttlHeader]: '60' })
  expect(issued).toMatchObject({ status: 200, headers: { [ttlHeader]: '60' } })
  const token = issued.body
  const get = (path: string, headers: Record<string, string> = {}) =>
    ask(url, { path, headers: { 'x-aws-ec2-metadata-token': token, ...headers } })

  // Some SDKs put a second slash behind that of the endpoint.
  expect(await put({ [ttlHeader]: '60' }, '//latest/api/token')).toMatchObject({ status: 200 })

  const base = '/latest/meta-data/iam/security-credentials/'
  expect(await get(base)).toMatchObject({ status: 200, body: 'nomfa' })
  const credentials = await get(`${base}nomfa`)
  expect(JSON.parse(credentials.body)).toMatchObject({ Code: 'Success', Type: 'AWS-HMAC' })
  const texts: Record<string, string> = {
    '/latest/meta-data/placement/region': 'eu-west-1',
    '/latest/meta-data/placement/availability-zone': 'eu-west-1a',
    '/latest/meta-data/instance-id/': 'i-00000000000000000',
  }
  for (const [path, body] of Object.entries(texts)) {
    expect(await get(path)).toMatchObject({ status: 200, body })
  }
  expect(JSON.parse((await get('/latest/dynamic/instance-identity/document')).body)).toMatchObject({
    accountId: '222222222222',
    region: 'eu-west-1',
  })
  for (const host of [
    `host.docker.internal:${port}`,
    `localhost:${port}`,
    `169.254.169.254:${port}`,
  ]) {
    expect(await get(base, { host })).toMatchObject({ status: 200 })
  }

  const long = { [ttlHeader]: '60' }
  const refusals: [string, number, Promise<{ status: number; body: string }>][] = [
    ['version 1', 401, ask(url, { path: base })],
    ['a token of no server', 401, get(base, { 'x-aws-ec2-metadata-token': `${token}0` })],
    ['a token with another end', 401, get(base, { 'x-aws-ec2-metadata-token': `z${token}` })],
    ['an evil host', 403, get(base, { host: `evil.example:${port}` })],
    ['a proxy', 403, put({ ...long, 'x-forwarded-for': '10.0.0.1' })],
    ['a proxy of RFC 7239', 403, put({ ...long, forwarded: 'for=10.0.0.1' })],
    ['a proxy that gives its own name only', 403, put({ ...long, via: '1.1 proxy' })],
    ['a web page', 403, put({ ...long, origin: 'http://evil.example' })],
    ['no TTL', 400, put({})],
    ['a TTL of 0', 400, put({ [ttlHeader]: '0' })],
    ['a TTL that is too long', 400, put({ [ttlHeader]: '21601' })],
    ['PUT elsewhere', 404, put(long, '/latest/api/tokens')],
    ['another role', 404, get(`${base}admin`)],
    ['the extended path', 404, get('/latest/meta-data/iam/security-credentials-extended/')],
    ['a path above', 404, get('/latest/../latest/meta-data/iam/security-credentials/nomfa')],
    ['POST', 405, ask(url, { method: 'POST', path: base })],
  ]
  const results = await Promise.all(
    refusals.map(async ([what, , sent]) => [what, (await sent).status]),
  )
  expect(results).toEqual(refusals.map(([what, status]) => [what, status]))
})

test.skipIf(!existsSync('/proc/net/if_inet6'))(
  'the metadata service knows the user of an IPv6 socket, which Java uses for IPv4 too',
  async () => {
    await using scene = await startRoleScene()
    await using serving = await startServing(['nomfa', '--imds'], scene.env)
    const { port } = new URL(serving.variables[0]?.['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? '')
    const url = `http://[::ffff:127.0.0.1]:${port}/latest/api/token`
    const headers = ['x-aws-ec2-metadata-token-ttl-seconds: 60', `Host: 127.0.0.1:${port}`]
    const words = ['-s', '-w', '%{http_code}', '-o', '/dev/null', '-X', 'PUT', url]
    const { stdout } = await runCommand('curl', [
      ...words,
      ...headers.flatMap((one) => ['-H', one]),
    ])
    expect(stdout).toBe('200')
  },
)

/** Each server, with the addresses that an attacker knows, and what it prints to its clients. */
const SERVERS = [
  ['serve', [], ['/nomfa']],
  [
    'serve --imds',
    ['--imds'],
    ['/latest/api/token', '/latest/meta-data/iam/security-credentials/'],
  ],
] as const

describe.skipIf(NO_CHROMIUM !== undefined).each(SERVERS)('%s', (_, flags, [path, more = path]) => {
  test('gives a page of a real Chromium nothing, also after DNS rebinding', async () => {
    await using scene = await startRoleScene()
    await using serving = await startServing(['nomfa', ...flags], scene.env)
    const [printed = {}] = serving.variables
    const url =
      printed['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ??
      printed['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ??
      ''
    // Even a page that has got hold of the token.
    const authorization = printed['AWS_CONTAINER_AUTHORIZATION_TOKEN'] ?? ''
    const { port, origin } = new URL(url)
    const browser = await startChromium(['--host-resolver-rules=MAP evil.example 127.0.0.1'])
    try {
      const page = await browser.newPage()
      // What the attacker's own page could do, now that its name leads to this machine.
      const answer = await page.goto(`http://evil.example:${port}${path}`)
      expect(answer?.status()).toBe(403)
      expect(await answer?.text()).not.toContain('ASIA')
      const statuses = await page.evaluate(
        async ([one, other, token]) => {
          const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60', authorization: token }
          const put = await fetch(one, { method: 'PUT', headers })
          const get = await fetch(other, { headers: { authorization: token } })
          return [put.status, get.status]
        },
        [path, more, authorization] as const,
      )
      expect(statuses).toEqual([403, 403])
      // A page of another origin, which knows the address.
      const other = await page.evaluate(
        async ([target, token]) => {
          const send = (init: RequestInit): Promise<string> =>
            fetch(target, init).then(
              ({ type }) => type,
              () => 'failed',
            )
          return Promise.all([
            send({ method: 'POST', mode: 'no-cors' }),
            send({ method: 'PUT' }),
            send({ headers: { authorization: token } }),
          ])
        },
        [`${origin}${path}`, authorization] as const,
      )
      expect(other).toEqual(['opaque', 'failed', 'failed'])
    } finally {
      await browser.close()
    }
  })
})
