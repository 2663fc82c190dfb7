import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/commands.js'
import { makeCertificate } from '../support/certificate.js'
import { issue, type Issued } from '../support/certificate-authority.js'
import { tempHome, type TempHome } from '../support/home.js'
import { PROGRAM } from '../support/run.js'
import {
  BUILD_TIMEOUT_MS,
  buildLauncher,
  launcherAvailable,
  launcherReason,
  withoutProgram,
} from './built.js'
import { recording } from './recorded-request.js'
import { tracesOf } from './outcome.js'

/*
 * Sessions that the launcher obtains over TLS and through proxies. It is compared with the program:
 * the requests, the output and the status. What it cannot do, it leaves to the program before it
 * has sent anything.
 */

const NAMES = ['DNS:localhost', 'IP:127.0.0.1', 'DNS:*.us-east-1.amazonaws.com']
NAMES.push('DNS:*.amazonaws.com', 'DNS:*.us-east-1.api.aws')

/** An STS with a fixed answer. `requests` has what the client sent, without what always differs. */
async function startServer(options: ServerOptions) {
  const requests: object[] = []
  const server = createTlsServer(
    options,
    recording(
      (recorded, { socket }) => {
        const { servername } = socket as { servername?: string }
        requests.push({ ...recorded, servername })
      },
      ({ response, operation = '' }) => answer(response, operation),
    ),
  )
  return { requests, ...(await listen(server)) }
}

async function listen(server: Server) {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = (): void => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

const answer = (response: ServerResponse, operation: string): unknown =>
  response
    .writeHead(200, { 'content-type': 'text/xml' })
    .end(
      `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result><Credentials><AccessKeyId>ASIAQNZGKIQY56JQ7WML</AccessKeyId><SecretAccessKey>s/ecret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::222222222222:assumed-role/dev/x</Arn></AssumedRoleUser></${operation}Result></${operation}Response>`,
    )

/** What a proxy does with a CONNECT: pass it on to the server, or something else. */
type ProxyKind =
  'open' | 'password' | 'lies' | 'closes' | 'refuses' | 'resets' | 'drops' | SlowProxyKind

/** `drips` sends its head in small parts, and never all of it; `late` passes on too late. */
type SlowProxyKind = 'drips' | 'late'

async function startTunnel(kind: ProxyKind, target: number) {
  const heads: string[] = []
  const slow: Promise<void>[] = []
  const server = createServer((client) => {
    client.once('data', (data) => {
      const head = data.toString('latin1')
      heads.push(
        head
          .replace(/^Proxy-Connection: .*\r\n/m, '')
          .split('\r\n')
          .sort()
          .join('\n'),
      )
      const basic = Buffer.from('me:p@ss/word').toString('base64')
      if (kind === 'password' && !head.includes(`Proxy-Authorization: Basic ${basic}\r\n`)) {
        const wanted = 'Proxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n'
        return client.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${wanted}`)
      }
      if (kind === 'closes') return client.end()
      if (kind === 'resets') return client.resetAndDestroy()
      if (kind === 'refuses') return client.end('HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n')
      if (kind === 'drips' || kind === 'late') {
        return slow.push(passOnLate(client, kind, target, heads))
      }
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (kind === 'drops') return client.once('data', () => client.resetAndDestroy())
      if (kind === 'lies') {
        const reply = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
        return client.once('data', () => client.write(reply))
      }
      return passOn(client, target)
    })
  })
  return { heads, settled: () => Promise.all(slow), ...(await listen(server)) }
}

function passOn(client: Socket, target: number, early: readonly Buffer[] = []): Socket {
  const upstream = connect(target, '127.0.0.1')
  for (const data of early) upstream.write(data)
  upstream.on('error', () => client.destroy())
  return client
    .on('error', () => upstream.destroy())
    .pipe(upstream)
    .pipe(client)
}

/** The limit of a connection to STS is 3 s, and that of a request to the portal 10 s. */
async function passOnLate(
  client: Socket,
  kind: SlowProxyKind,
  target: number,
  heads: string[],
): Promise<void> {
  const early: Buffer[] = []
  const keep = (data: Buffer): void => void early.push(data)
  client.on('data', keep)
  if (kind === 'drips') {
    client.write('HTTP/1.1 200 Connection established\r\n')
    for (let line = 0; line < 5; line++) {
      await delay(1000)
      client.write(`X-Line: ${line}\r\n`)
    }
    return void client.destroy()
  }
  await delay(6000)
  client.write('HTTP/1.1 200 Connection established\r\n\r\n')
  await delay(8000)
  if (!client.writable) return
  heads.push('passed on')
  client.off('data', keep)
  passOn(client, target, early)
}

/** A machine whose role is obtained in one way, or not. */
interface Case {
  /** By default one with a certificate of the authority. */
  server: ServerOptions
  env: Record<string, string>
  /** By default the server's address. */
  endpoint?: string
  proxy?: ProxyKind
  /** User and password, with an `@` behind. */
  user?: string
  profile?: string
  /** By default the launcher obtains the session; otherwise a part of the program's message. */
  fails?: string
  /** Where the launcher leaves a session to the program that the program obtains. */
  isLeft?: true
}

const pem = ({ cert, key }: Issued, ...chain: Issued[]): ServerOptions => ({
  cert: [{ cert }, ...chain].map((each) => readFileSync(each.cert, 'utf8')).join(''),
  key: readFileSync(key, 'utf8'),
})

/** A year in which what is valid from then on is not valid yet. */
const FUTURE = 2090

/** Each with a certificate of its own, made in `folder`. */
function makeCases(folder: string): Record<string, Case> {
  const authority = issue(folder, 'authority', { isAuthority: true, algorithm: 'rsa:2048' })
  const part = { isAuthority: true, issuer: authority }
  const between = issue(folder, 'between', part)
  const old = issue(folder, 'old', { isAuthority: true, days: -1 })
  const young = issue(folder, 'young', { isAuthority: true, firstYear: FUTURE })
  const oldBetween = issue(folder, 'old-between', { ...part, days: -1 })
  const youngBetween = issue(folder, 'young-between', { ...part, firstYear: FUTURE })
  const leaf = (name: string, issuer: Issued, more: object = {}): Issued =>
    issue(folder, name, { issuer, names: NAMES, ...more })
  const usual = pem(leaf('usual', authority))
  const own = makeCertificate(folder, 'localhost')
  const bundle = { AWS_CA_BUNDLE: authority.cert }
  const none = join(folder, 'none.pem')
  writeFileSync(none, '')
  const aws = { endpoint: '', env: bundle, proxy: 'open' } as const
  const made: Record<string, Omit<Case, 'server'> & Partial<Case>> = {
    AWS_CA_BUNDLE: { env: bundle },
    ca_bundle: { env: {}, profile: 'bundle' },
    'an authority of the system': { env: { SSL_CERT_FILE: authority.cert } },
    NODE_EXTRA_CA_CERTS: { env: { NODE_EXTRA_CA_CERTS: authority.cert, SSL_CERT_FILE: none } },
    'a name': { env: bundle, endpoint: 'https://localhost' },
    'an authority in between': {
      env: bundle,
      server: pem(leaf('by-between', between, { algorithm: 'rsa:2048' }), between),
    },
    'P-384': { env: bundle, server: pem(leaf('p384', authority, { algorithm: 'P-384' })) },
    'a certificate that is trusted itself': {
      env: { AWS_CA_BUNDLE: own.path },
      server: { key: own.key, cert: own.cert },
    },
    'P-256 instead of X25519': { env: bundle, server: { ...usual, ecdhCurve: 'P-256' } },
    'TLS 1.2 only': { env: bundle, server: { ...usual, maxVersion: 'TLSv1.2' } },
    'HTTP_PROXY is not for https': { env: { ...bundle, HTTP_PROXY: 'http://127.0.0.1:1' } },
    NO_PROXY: {
      env: { ...bundle, HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'x.org,127.0.0.1' },
    },
    'a proxy': { env: bundle, proxy: 'open' },
    'a proxy with a password': { env: bundle, proxy: 'password', user: 'me:p%40ss%2Fword@' },
    'the endpoint of a region': aws,
    FIPS: { ...aws, env: { ...bundle, AWS_USE_FIPS_ENDPOINT: 'true' } },
    'dual stack': { ...aws, env: { ...bundle, AWS_USE_DUALSTACK_ENDPOINT: 'true' } },
    'no authority': {
      env: { SSL_CERT_FILE: none },
      fails: 'is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    },
    'self-signed': {
      env: bundle,
      server: { key: own.key, cert: own.cert },
      fails: 'is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
    },
    'another name': {
      env: bundle,
      server: pem(leaf('other', authority, { names: ['DNS:other.example'] })),
      fails: 'is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)',
    },
    'an expired certificate': {
      env: bundle,
      server: pem(leaf('expired', authority, { days: -1 })),
      fails: 'is not trusted (CERT_HAS_EXPIRED)',
    },
    'an expired authority': {
      env: { AWS_CA_BUNDLE: old.cert },
      server: pem(leaf('by-old', old)),
      fails: 'is not trusted (CERT_HAS_EXPIRED)',
    },
    'a certificate that is not yet valid': {
      env: bundle,
      server: pem(leaf('early', authority, { firstYear: FUTURE })),
      fails: 'is not trusted (CERT_NOT_YET_VALID)',
    },
    'an authority that is not yet valid': {
      env: { AWS_CA_BUNDLE: young.cert },
      server: pem(leaf('by-young', young)),
      fails: 'is not trusted (CERT_NOT_YET_VALID)',
    },
    'an expired certificate of an authority that is not yet valid': {
      env: { AWS_CA_BUNDLE: young.cert },
      server: pem(leaf('expired-by-young', young, { days: -1 })),
      fails: 'is not trusted (CERT_HAS_EXPIRED)',
    },
    'an expired authority in between': {
      env: bundle,
      server: pem(leaf('by-old-between', oldBetween), oldBetween),
      fails: 'is not trusted (CERT_HAS_EXPIRED)',
    },
    'an authority in between that is not yet valid': {
      env: bundle,
      server: pem(leaf('by-young-between', youngBetween), youngBetween),
      fails: 'is not trusted (CERT_NOT_YET_VALID)',
    },
    'only an expired authority in between is trusted': {
      env: { AWS_CA_BUNDLE: oldBetween.cert },
      server: pem(leaf('by-old-between-only', oldBetween)),
      fails: 'is not trusted (UNABLE_TO_GET_ISSUER_CERT)',
    },
    'only the authority in between is trusted': {
      env: { AWS_CA_BUNDLE: between.cert },
      server: pem(leaf('by-between', between)),
      fails: 'is not trusted (UNABLE_TO_GET_ISSUER_CERT)',
    },
    'TLS 1.1 only': {
      env: bundle,
      server: {
        ...usual,
        ...{ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      },
      fails: 'STS could not be',
    },
    'a bundle that is not there': {
      env: { AWS_CA_BUNDLE: '/nowhere.pem' },
      fails: 'check the path in AWS_CA_BUNDLE',
    },
    'more certificates that are not there': {
      env: { ...bundle, NODE_EXTRA_CA_CERTS: '/nowhere.pem' },
      isLeft: true,
    },
    'a proxy that wants a password': { env: bundle, proxy: 'password', fails: 'STS' },
    'a proxy that lies': { env: bundle, proxy: 'lies', fails: 'STS' },
    'a proxy that refuses': { env: bundle, proxy: 'refuses', fails: 'STS' },
    'a proxy that closes': { env: bundle, proxy: 'closes', fails: 'STS' },
    'a proxy that resets the connection': { env: bundle, proxy: 'resets', fails: 'ECONNRESET' },
    'a connection that is reset before TLS': { env: bundle, proxy: 'drops', fails: 'ECONNRESET' },
    'a plain endpoint beside a proxy': {
      env: { http_proxy: 'http://127.0.0.1:1' },
      endpoint: 'http://127.0.0.1:9',
      fails: 'ECONNREFUSED',
    },
    'a proxy with capitals in its name': {
      env: { ...bundle, HTTPS_PROXY: 'http://LOCALHOST:1' },
      fails: 'ECONNREFUSED',
    },
    'a proxy with an address that is none': {
      env: { ...bundle, HTTPS_PROXY: 'socks5://127.0.0.1:1' },
      fails: "the proxy's address is not an http or https URL",
    },
    'an address that no connection can have': {
      env: bundle,
      endpoint: 'https://255.255.255.255:1',
      fails: 'connect ENETUNREACH 255.255.255.255:1 - Local (0.0.0.0:0)',
    },
    'nobody listens': { env: bundle, endpoint: 'https://127.0.0.1:1', fails: 'ECONNREFUSED' },
  }
  return Object.fromEntries(
    Object.entries(made).map(([name, each]) => [name, { server: usual, ...each }]),
  )
}

/** A profile with the role, and what it takes the credentials for it from. */
const withRole = (name: string, ...lines: string[]): string => `
[profile ${name}]
role_arn = arn:aws:iam::222222222222:role/dev
role_session_name = me
region = us-east-1
${lines.join('\n')}
`

const START = 'https://corp.awsapps.com/start'

const CONFIG = [
  `[sso-session corp]\nsso_start_url = ${START}\nsso_region = us-east-1\n`,
  '[profile portal]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = dev\n',
  '[profile keys]\nregion = us-east-1\n',
  '[profile program]\ncredential_process = echo ran >> ~/ran; cat ~/printed.json\n',
  withRole('dev', 'source_profile = keys'),
  withRole('bundle', 'source_profile = keys', 'ca_bundle = ~/authority.pem'),
  withRole('printed', 'source_profile = program'),
  withRole(
    'coded',
    'source_profile = keys',
    'mfa_serial = arn:aws:iam::111111111111:mfa/me',
    'mfa_process = echo ran >> ~/ran; echo 123456',
  ),
  withRole(
    'token',
    'web_identity_token_process = echo ran >> ~/ran; echo header.payload.signature',
  ),
].join('')

/** Each runs a command of the user before the first request. */
const WITH_COMMAND = ['printed', 'coded', 'token']

/** What OpenSSL says of its own state, and only in part of its versions. */
const withoutTlsDetail = ({ stderr, ...rest }: { stderr: string }): object => ({
  ...rest,
  stderr: stderr.replace(/(EPROTO).*/, '$1'),
})

const folder = mkdtempSync(join(tmpdir(), 'rolecall-tls-'))
const cases = launcherAvailable ? makeCases(folder) : {}
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(!launcherAvailable)(`cold calls over a network ${launcherReason}`, () => {
  let launcher: string
  let home: TempHome

  beforeAll(async () => {
    launcher = buildLauncher()
    home = await tempHome({
      config: CONFIG,
      credentials:
        '[keys]\naws_access_key_id = AKIAQNZGKIQY56JQ7WML\naws_secret_access_key = abcdefgh\n',
    })
    await home.write(
      'printed.json',
      '{"Version":1,"AccessKeyId":"AKIAQNZGKIQY56JQ7WML","SecretAccessKey":"abcdefgh"}',
    )
    const expiresAt = new Date(Date.now() + 3600_000).toISOString().replace(/\.\d+/, '')
    const token = { startUrl: START, region: 'us-east-1', accessToken: 'token', expiresAt }
    const name = createHash('sha1').update('corp').digest('hex')
    await home.write(`.aws/sso/cache/${name}.json`, JSON.stringify(token))
    await home.write('authority.pem', readFileSync(join(folder, 'authority.pem')))
  }, BUILD_TIMEOUT_MS)

  afterAll(() => home.remove())

  /** Starts what a case needs. `run` runs a program there, without what earlier runs have left. */
  const startScene = async ({ server, env, endpoint, proxy, user = '' }: Case) => {
    const sts = await startServer(server)
    const tunnel = proxy && (await startTunnel(proxy, sts.port))
    const url = endpoint ?? 'https://127.0.0.1'
    const all = {
      ...{ ...home.env, ROLECALL_STORE: 'none', ...env },
      ...(url !== '' && { AWS_ENDPOINT_URL_STS: /:\d+$/.test(url) ? url : `${url}:${sts.port}` }),
      ...(tunnel && { HTTPS_PROXY: `http://${user}127.0.0.1:${tunnel.port}` }),
    }
    const ran = join(home.path, 'ran')
    const run = async (file: string, args: string[], more: object = {}) => {
      rmSync(join(home.path, '.local'), { recursive: true, force: true })
      rmSync(ran, { force: true })
      sts.requests.length = 0
      tunnel?.heads.splice(0)
      const { status, stdout, stderr } = await outcome(file, args, { ...all, ...more })
      return {
        shown: { status, stdout, stderr: comparable(stderr, sts.port) },
        traces: tracesOf(stderr),
        requests: [...sts.requests],
        heads: [...(tunnel?.heads ?? [])],
        runs: existsSync(ran) ? readFileSync(ran, 'utf8') : '',
      }
    }
    const close = (): void => {
      sts.close()
      tunnel?.close()
    }
    return { run, close }
  }

  test.each(Object.entries(cases))('%s', async (_, each) => {
    const { profile = 'dev', fails, isLeft } = each
    const { run, close } = await startScene(each)
    const ours = await run(launcher, ['process', profile], TRACE)
    const theirs = await run(process.execPath, [PROGRAM, 'process', profile])
    close()
    expect([ours.shown, ours.requests]).toEqual([theirs.shown, theirs.requests])
    if (fails === undefined) {
      expect(theirs).toMatchObject({ shown: { status: 0 }, requests: [{ method: 'POST' }] })
      if (isLeft) expect(ours.traces).toMatch(/^launcher: a cold call\n(?!launcher: answered)/)
      else expect([ours.traces, ours.heads]).toEqual([OBTAINED, theirs.heads])
    } else {
      expect(theirs).toMatchObject({ shown: { status: 1, stdout: '' }, requests: [] })
      expect(theirs.shown.stderr).toContain(fails)
      expect(ours.traces).not.toContain('answered')
    }
  })

  const failing = Object.entries(cases).filter(([, { fails }]) => fails !== undefined)
  test.each(failing)('%s: a command of the user runs once', async (_, each) => {
    const { run, close } = await startScene(each)
    for (const profile of WITH_COMMAND) {
      const ours = await run(launcher, ['process', profile], TRACE)
      const theirs = await run(process.execPath, [PROGRAM, 'process', profile], TRACE)
      expect(withoutTlsDetail(ours.shown)).toEqual(withoutTlsDetail(theirs.shown))
      expect([ours.runs, ours.requests, ours.heads]).toEqual([
        theirs.runs,
        theirs.requests,
        theirs.heads,
      ])
      expect(ours.runs.length).toBeLessThanOrEqual('ran\n'.length)
    }
    close()
  })

  test.each<[SlowProxyKind, string, string]>([
    ['drips', 'dev', 'STS did not respond in time'],
    ['late', 'portal', 'it took too long'],
  ])(
    'a proxy that is slow (%s) takes too long for both',
    async (kind, profile, message) => {
      const { server = {}, env = {} } = cases['AWS_CA_BUNDLE'] ?? {}
      const sts = await startServer(server)
      const tunnel = await startTunnel(kind, sts.port)
      const url = `https://127.0.0.1:${sts.port}`
      const all = {
        ...{ ...home.env, ROLECALL_STORE: 'none', ...env },
        ...{ AWS_ENDPOINT_URL_STS: url, AWS_ENDPOINT_URL_SSO: url },
        HTTPS_PROXY: `http://127.0.0.1:${tunnel.port}`,
      }
      const run = (file: string, words: string[], state: string) =>
        outcome(file, [...words, 'process', profile], {
          ...{ ...all, ...TRACE },
          XDG_STATE_HOME: join(home.path, state),
        })
      const [ours, theirs] = await Promise.all([
        run(launcher, [], 'ours'),
        run(process.execPath, [PROGRAM], 'theirs'),
      ])
      await tunnel.settled()
      sts.close()
      tunnel.close()
      expect({ ...ours, stderr: comparable(ours.stderr, sts.port) }).toEqual({
        ...theirs,
        stderr: comparable(theirs.stderr, sts.port),
      })
      expect([ours.status, sts.requests]).toEqual([1, []])
      // Both have closed the connection to the late one before.
      expect(tunnel.heads).not.toContain('passed on')
      expect(ours.stderr).toContain(message)
      expect(ours.stderr).toContain(OBTAINED.split('\n')[1])
    },
    60_000,
  )

  test('a server that only Node trusts, after a command of the user', async () => {
    const authority = join(folder, 'authority.pem')
    const { launcher: copy, folder: own } = withoutProgram(launcher)
    // A Node with one more authority, for the list and for the program.
    const node = join(own, 'node')
    // As that of a version manager, it goes by the name under which it is started.
    symlinkSync('shim', node)
    writeFileSync(
      join(own, 'shim'),
      `#!/bin/sh
[ "\${0##*/}" = node ] || exit 126
[ "$1" = -p ] && { "${process.execPath}" "$@" && cat "${authority}"; exit; }
NODE_EXTRA_CA_CERTS="${authority}" exec "${process.execPath}" "$@"
`,
      { mode: 0o755 },
    )
    writeFileSync(join(copy, '../node-path'), `${node}\n`)
    const { server = {} } = cases['an authority of the system'] ?? {}
    const { run, close } = await startScene({
      server,
      env: { SSL_CERT_FILE: join(folder, 'none.pem') },
    })
    for (const profile of WITH_COMMAND) {
      const ours = await run(copy, ['process', profile])
      expect(ours).toEqual(await run(node, [PROGRAM, 'process', profile]))
      expect(ours).toMatchObject({ shown: { status: 0, stderr: '' }, runs: 'ran\n' })
    }
    close()
    rmSync(own, { recursive: true })
  })

  test.skipIf(!isInstalled('strace'))('Node does not start', async () => {
    const { server = {}, env = {} } = cases['AWS_CA_BUNDLE'] ?? {}
    const { run, close } = await startScene({ server, env })
    const args = ['-f', '-qq', '-e', 'trace=execve', launcher, 'process', 'dev']
    const { status, stderr } = (await run('strace', args)).shown
    close()
    expect({ status, started: stderr.match(/execve\("[^"]*"/g) }).toEqual({
      status: 0,
      started: [`execve("${launcher}"`],
    })
  })

  test.skipIf(!isInstalled('strace'))(
    "the system's authorities are read once, although a command of the user runs first",
    async () => {
      const { server = {}, env = {} } = cases['an authority of the system'] ?? {}
      const { run, close } = await startScene({ server, env })
      const args = ['-qq', '-e', 'trace=open,openat', launcher, 'process', 'printed']
      const { status, stderr } = (await run('strace', args)).shown
      close()
      const reads = stderr.split('\n').filter((line) => line.includes(env['SSL_CERT_FILE'] ?? ''))
      expect({ status, reads: reads.length }).toEqual({ status: 0, reads: 1 })
    },
  )
})

const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }

const OBTAINED = 'launcher: a cold call\nlauncher: answered\n'

/** Without what the launcher says of itself, and the numbers of processes and OpenSSL's lines. */
const comparable = (stderr: string, port: number): string =>
  stderr
    .replace(/^launcher: .*\n/gm, '')
    .replace(/\(node:\d+\)/g, '(node)')
    .replaceAll(`:${port}`, ':PORT')
    .replace(/[0-9A-F]{16}:error/g, ':error')

async function outcome(file: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, stdout, stderr }
}
