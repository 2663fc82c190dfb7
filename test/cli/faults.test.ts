import { spawn } from 'node:child_process'
import { request } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../support/certificate.js'
import { startProxy } from '../support/proxy.js'
import { PROGRAM, runCommand } from '../support/run.js'
import { DEV, startScene, type Scene } from '../support/scene.js'
import type { Fault } from '../support/sts-server/faults.js'
import { startSts } from '../support/sts-server/server.js'
import { startWebServer } from '../support/web-server.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile nomfa]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys
`)
  const { accessKeyId, secretAccessKey } = scene.key
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[keys]\n${keys}[base]\n${keys}`)
})
afterAll(() => scene[Symbol.asyncDispose]())

const FRESH = ['process', 'nomfa', '--no-cache']

describe('STS', () => {
  /** Fault of STS, exit status, message, and how many requests rolecall makes. */
  const TABLE: [fault: Fault, code: number, message: string, requests: number][] = [
    ['hang', 1, 'STS did not respond in time', 3],
    ['reset', 1, 'STS could not be reached: read ECONNRESET', 3],
    ['throttle', 3, 'AWS is throttling these calls', 3],
    ['internal-error', 1, 'STS returned an internal error: InternalFailure', 3],
    ['html', 1, 'the response is incomplete or did not come from STS (HTTP 502)', 3],
    ['truncated-xml', 1, 'the response is incomplete or did not come from STS (HTTP 200)', 1],
    ['nested-xml', 1, 'the response is incomplete or did not come from STS (HTTP 200)', 1],
    ['flood', 1, 'the response is incomplete or did not come from STS (HTTP 200)', 1],
    ['drip', 1, 'STS did not respond in time', 1],
  ]

  test.each(TABLE)('%s: exit %i, "%s", %i requests', async (fault, code, message, requests) => {
    const before = scene.sts.requests.length
    scene.sts.fault('AssumeRole', fault)
    const result = await scene.rolecall(FRESH, { timeoutMs: 25_000 })
    scene.sts.clearFaults()
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(`rolecall: ${message}`)
    expect(result.stderr).toMatch(/\nhint: .+\n$/)
    expect(scene.sts.requests).toHaveLength(before + requests)
  })

  test.each<Fault>(['reset', 'throttle', 'internal-error'])(
    '%s once is retried without a message',
    async (fault) => {
      scene.sts.fault('AssumeRole', fault, { times: 1 })
      expect(await scene.rolecall(FRESH)).toMatchObject({ code: 0, stderr: '' })
      scene.sts.clearFaults()
    },
  )

  test('a refusal that quotes the request is shown without its secrets', async () => {
    const keys = `aws_access_key_id = ASIAQUOTED\naws_secret_access_key = quoted/secret\n`
    await scene.home.write('quoted', `[keys]\n${keys}aws_session_token = quoted+token/canary==\n`)
    scene.sts.fault('*', 'echo')
    const env = { AWS_SHARED_CREDENTIALS_FILE: join(scene.home.path, 'quoted') }
    const role = ['--role-arn', DEV, '--role-session-name', 'test', '--profile', 'keys']
    const code = ['--serial-number', scene.serial, '--token-code', '987654']
    const results = [
      await scene.rolecall(FRESH, { env }),
      await scene.rolecall(['sts', 'assume-role', ...role, ...code], { env }),
    ]
    scene.sts.clearFaults()
    for (const { stderr } of results) {
      expect(stderr).toContain('AWS rejected the request as invalid')
      expect(stderr).toContain('***')
      expect(stderr).not.toMatch(/canary|987654/)
    }
  })

  test('credentials that have already expired are not returned', async () => {
    scene.sts.sessionSeconds = -3600
    const result = await scene.rolecall(FRESH)
    scene.sts.sessionSeconds = undefined
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('STS returned credentials that have already expired')
  })

  test('a refresh that fails returns the old session while it is valid', async () => {
    scene.sts.sessionSeconds = 1000
    const first = await scene.rolecall(['process', 'nomfa', '--refresh'])
    scene.sts.sessionSeconds = undefined
    scene.sts.fault('AssumeRole', 'reset')
    const second = await scene.rolecall(['process', 'nomfa', '--min-ttl', '990s'])
    const third = await scene.rolecall(['process', 'nomfa', '--refresh'])
    scene.sts.clearFaults()
    expect(first.code).toBe(0)
    expect(second).toMatchObject({ code: 0, stdout: first.stdout })
    expect(third).toMatchObject({ code: 1, stdout: '' })
    expect(await scene.rolecall(['process', 'nomfa'])).toMatchObject({ stdout: first.stdout })
  })
})

test('an implausible Date header does not lengthen a session', async () => {
  const { port } = new URL(scene.sts.url)
  await using forger = await startWebServer((incoming, answer) => {
    const { method, headers, url } = incoming
    const onward = request({ host: '127.0.0.1', port, method, headers, path: url })
    onward.on('response', (response) => {
      const date = 'Thu, 01 Jan 1970 00:00:00 GMT'
      answer.writeHead(response.statusCode ?? 502, { ...response.headers, date })
      response.pipe(answer)
    })
    incoming.pipe(onward)
  })
  const env = { AWS_ENDPOINT_URL_STS: forger.url }
  expect(await scene.rolecall(['login', 'nomfa'], { env })).toMatchObject({ code: 0 })
  const { stdout } = await scene.rolecall(['status', '--json'])
  const { sessions } = JSON.parse(stdout) as { sessions: { secondsLeft: number }[] }
  expect(sessions).not.toEqual([])
  expect(sessions.filter(({ secondsLeft }) => secondsLeft > 36 * 3600)).toEqual([])
})

describe('the network', () => {
  test.each([
    ['nobody listens', { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }, 'ECONNREFUSED'],
    ['no such name', { AWS_ENDPOINT_URL_STS: 'http://sts.example.invalid' }, 'ENOTFOUND'],
    [
      'a proxy that is down',
      { AWS_ENDPOINT_URL_STS: 'https://sts.example.invalid', HTTPS_PROXY: 'http://127.0.0.1:9' },
      'ECONNREFUSED',
    ],
  ])('%s', async (_what, env, says) => {
    const result = await scene.rolecall(FRESH, { env })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain(`rolecall: STS could not be reached: `)
    expect(result.stderr).toContain(says)
  })

  test('a server of another protocol is not AWS', async () => {
    const other = createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('SSH-2.0-OpenSSH_9.2\r\n')
    })
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
    const { port } = other.address() as AddressInfo
    const env = { AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}` }
    const result = await scene.rolecall(FRESH, { env })
    other.close()
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('rolecall: the response is incomplete or did not come from STS')
  })

  test('a failure before anything is sent is not a refusal by AWS', async () => {
    // OpenSSL finds no room to sign in.
    const env = { NODE_OPTIONS: '--secure-heap=1024' }
    const result = await scene.rolecall(FRESH, { env })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('rolecall: STS could not be called: ')
  })

  test.each(['http://ann:canary@no host:1', 'ann:canary@@:::', 'socks5://ann:canary@127.0.0.1:1'])(
    'the address of a proxy that is not valid, %s, is not shown: it has a password',
    async (proxy) => {
      const env = { HTTP_PROXY: proxy }
      const result = await scene.rolecall([...FRESH, '--debug'], { env })
      expect(result).toMatchObject({ code: 1, stdout: '' })
      expect(result.stderr).toContain("rolecall: the proxy's address is not an http or https URL")
      expect(result.stderr).not.toContain('canary')
    },
  )

  test('HTTPS through a proxy, with a private CA, NO_PROXY honoured', async () => {
    const certificate = makeCertificate(scene.home.path, 'sts.example.test')
    await mkdir(join(scene.home.path, 'other'))
    const other = makeCertificate(join(scene.home.path, 'other'), 'another.example.test')
    await using sts = await startSts(scene.sts.model, { tls: certificate })
    const { port } = new URL(sts.url)
    await using proxy = await startProxy({ host: '127.0.0.1', port: Number(port) })
    const env = { AWS_ENDPOINT_URL_STS: 'https://sts.example.test', HTTPS_PROXY: proxy.url }

    const untrusted = await scene.rolecall(FRESH, { env })
    expect(untrusted).toMatchObject({ code: 1, stdout: '' })
    expect(untrusted.stderr).toContain(
      'rolecall: the TLS certificate of the STS endpoint is not trusted (',
    )
    expect(untrusted.stderr).toContain('AWS_CA_BUNDLE')

    const trusted = { ...env, AWS_CA_BUNDLE: certificate.path }
    expect(await scene.rolecall(FRESH, { env: trusted })).toMatchObject({ code: 0, stderr: '' })
    expect(proxy.requests).toContain('sts.example.test:443')

    // What other tools and the system trust: botocore's variable, and the system's own list.
    for (const variable of ['REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE']) {
      const others = { ...env, [variable]: certificate.path }
      expect(await scene.rolecall(FRESH, { env: others })).toMatchObject({ code: 0, stderr: '' })
    }
    const first = { ...env, AWS_CA_BUNDLE: certificate.path, REQUESTS_CA_BUNDLE: '/nowhere' }
    expect(await scene.rolecall(FRESH, { env: first })).toMatchObject({ code: 0, stderr: '' })
    const replaced = { ...env, SSL_CERT_FILE: certificate.path, AWS_CA_BUNDLE: other.path }
    expect(await scene.rolecall(FRESH, { env: replaced })).toMatchObject({ code: 1, stdout: '' })

    const bare = { ...trusted, HTTPS_PROXY: new URL(proxy.url).host }
    expect(await scene.rolecall(FRESH, { env: bare })).toMatchObject({ code: 0, stderr: '' })

    const count = proxy.requests.length
    const direct = { ...trusted, AWS_ENDPOINT_URL_STS: sts.url, NO_PROXY: '127.0.0.1' }
    expect(await scene.rolecall(FRESH, { env: direct })).toMatchObject({ code: 0, stderr: '' })
    expect(proxy.requests).toHaveLength(count)
  })
})

describe('the disk', () => {
  // Below a file, and in /proc, which reports ENOENT for every new folder.
  const impossible = ['.aws/config', ...(process.platform === 'linux' ? ['/proc/none'] : [])]
  test.each(impossible)(
    'a state folder that cannot be made (%s) disables the cache, not the credentials',
    async (place) => {
      const env = { XDG_STATE_HOME: resolve(scene.home.path, place) }
      expect(await scene.rolecall(['process', 'nomfa'], { env })).toMatchObject({
        code: 0,
        stderr: '',
      })
      const noisy = await scene.rolecall(['env', 'nomfa'], { env })
      expect(noisy.code).toBe(0)
      expect(noisy.stderr).toContain('continuing without the session cache')
    },
  )

  test('a state folder that others can write to is refused', async () => {
    const state = join(scene.home.path, 'shared-state')
    await mkdir(join(state, 'rolecall'), { recursive: true })
    await chmod(join(state, 'rolecall'), 0o777)
    const result = await scene.rolecall(['env', 'nomfa'], { env: { XDG_STATE_HOME: state } })
    expect(result.stderr).toContain('other users can write to')
  })

  test('a full disk disables the cache, not the credentials', async () => {
    // A limit of the kernel on file sizes fails every write as a full disk does.
    const script = 'ulimit -f 0; exec rolecall env nomfa --refresh'
    const result = await runCommand('bash', ['-c', script], { env: scene.env })
    expect(result.code).toBe(0)
    expect(result.stdout).toContain('export AWS_SESSION_TOKEN=')
  })

  test.each(['mkfifo', 'mkdir'])(
    'what %s puts in the place of a file in the state folder is ignored',
    async (make) => {
      const state = join(scene.home.path, make)
      const rolecall = (...args: string[]) =>
        scene.rolecall(args, { env: { XDG_STATE_HOME: state }, timeoutMs: 5000 })
      const { stdout } = await rolecall('process', 'nomfa')
      const files = (await scene.home.files()).filter(
        (file) => file.startsWith(state) && /\/(store|sessions\/\w+)\.json$/.test(file),
      )
      expect(files).toHaveLength(2)
      for (const file of files) {
        await rm(file)
        expect(await runCommand(make, [file])).toMatchObject({ code: 0 })
        expect(await rolecall('process', 'nomfa')).toMatchObject({ code: 0, stdout, stderr: '' })
        expect(await rolecall('status')).toMatchObject({ code: 0 })
      }
    },
  )

  test('an item that is damaged is a miss', async () => {
    const before = await scene.rolecall(['process', 'nomfa', '--refresh'])
    const sealed = (await scene.home.files()).filter((file) =>
      /\/sealed\/.*[0-9a-f]{64}/.test(file),
    )
    expect(sealed).not.toEqual([])
    for (const file of sealed) await writeFile(file, 'garbage')
    const after = await scene.rolecall(['process', 'nomfa'])
    expect(after).toMatchObject({ code: 0, stderr: '' })
    expect(after.stdout).not.toBe(before.stdout)
  })
})

describe('the reader', () => {
  test('stdout that is closed early is not an error', async () => {
    const result = await runCommand(
      'bash',
      ['-c', 'rolecall env nomfa | true; echo "${PIPESTATUS[0]}"'],
      {
        env: scene.env,
      },
    )
    expect(result).toMatchObject({ stdout: '0\n', stderr: '' })
  })

  test('if stderr cannot be written, only the messages are lost', async () => {
    const script = 'rolecall env nomfa --refresh --debug 2> /dev/full'
    const result = await runCommand('bash', ['-c', script], { env: scene.env })
    expect(result.code).toBe(0)
    expect(result.stdout).toContain('export AWS_SESSION_TOKEN=')
  })

  test('stdout that cannot be written is an error', async () => {
    const result = await runCommand('bash', ['-c', 'rolecall process nomfa > /dev/full'], {
      env: scene.env,
    })
    expect(result.code).toBe(1)
  })

  test('a pipe that its reader made non-blocking gets everything, however slowly it reads', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `${'team'.repeat(10)}-${index}`)
    const config = names.map((name) => `[profile ${name}]\nregion = eu-west-1\n`).join('')
    const env = { ...scene.env, AWS_CONFIG_FILE: await scene.home.write('many', config) }
    const full = `import fcntl, os, struct, subprocess, sys, termios, time
reader, writer = os.pipe()
os.set_blocking(writer, False)
child = subprocess.Popen(sys.argv[1:], stdout=writer)
os.close(writer)
waiting = lambda: struct.unpack('i', fcntl.ioctl(reader, termios.FIONREAD, bytes(4)))[0]
while waiting() < 60_000 and child.poll() is None: time.sleep(0.01)
sys.stdout.write(open(reader).read())
sys.exit(child.wait())`
    const complete = ['rolecall', '__complete', 'profile', 'team']
    const result = await runCommand('python3', ['-c', full, ...complete], { env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout.split('\n').filter(Boolean).sort()).toEqual(names.sort())
  })
})

describe('the environment', () => {
  test('a config file that never ends is an error, and is not read to the end', async () => {
    const env = { AWS_CONFIG_FILE: '/dev/zero' }
    const result = await scene.rolecall(FRESH, { env })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toBe('rolecall: cannot read /dev/zero: it is larger than 64 MiB\n')
  })

  test('a config that is being rewritten in place is always read completely', async () => {
    const whole = `[profile nomfa]\nrole_arn = ${DEV.replace('dev', 'nomfa')}\nsource_profile = keys\n`
    const path = await scene.home.write('rewritten', whole)
    const writer = `const { openSync, writeSync, closeSync } = require('fs')
      const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
      for (;;) {
        const file = openSync(${JSON.stringify(path)}, 'w')
        pause(12)
        for (const half of ${JSON.stringify([whole.slice(0, 60), whole.slice(60)])}) {
          writeSync(file, half)
          pause(12)
        }
        closeSync(file)
        pause(60)
      }`
    const editor = spawn(process.execPath, ['-e', writer], { stdio: 'ignore' })
    const env = { AWS_CONFIG_FILE: path }
    const answers = new Set<string>()
    for (let round = 0; round < 20; round++) {
      const { code, stdout, stderr } = await scene.rolecall(['process', 'nomfa'], { env })
      answers.add(`${code} ${stdout}${stderr}`)
    }
    editor.kill('SIGKILL')
    expect([...answers]).toEqual([expect.stringMatching(/^0 \{"Version":1,.*\}\n$/)])
  })

  test('a config file may be a pipe', async () => {
    const script = 'AWS_CONFIG_FILE=<(cat ~/.aws/config) rolecall env nomfa --no-cache'
    const result = await runCommand('bash', ['-c', script], { env: scene.env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
  })

  test.skipIf(process.platform === 'win32').each([
    ['rolecall list', /^nomfa /m],
    ['eval "$(rolecall init bash)"; rolecall use nomfa && echo switched', /^switched$/m],
  ])('in a folder that is gone: %s', async (command, says) => {
    const script = `mkdir ~/gone; cd ~/gone; rmdir ~/gone; ${command}`
    const result = await runCommand('bash', ['-c', script], { env: scene.env })
    expect(result.code).toBe(0)
    expect(result.stdout).toMatch(says)
  })

  test.skipIf(process.getuid?.() !== 0)('a user whom the system does not know', async () => {
    const nobody = ['--reuid=54321', '--regid=54321', '--clear-groups']
    const command = [...nobody, 'node', PROGRAM, 'list']
    const unknown = await runCommand('setpriv', command, { env: { HOME: '' } })
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toBe(
      'rolecall: this user has no home directory\nhint: set HOME to the absolute path of a folder\n',
    )
    expect(await runCommand('setpriv', command, { env: { HOME: '/' } })).toMatchObject({ code: 0 })
  })
})
