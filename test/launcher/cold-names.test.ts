import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tempHome, type TempHome } from '../support/home.js'
import { PROGRAM } from '../support/run.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable } from './built.js'
import { outcome } from './outcome.js'

/*
 * Names that the launcher's getent does not find, after a command of the user has run: then the
 * program's Node is asked. Files take the place of the system's for one process.
 */

const GETENT = '/usr/bin/getent'
const canMount = spawnSync('unshare', ['-mn', 'mount', '--bind', '/etc/hosts', '/etc/hosts']).status
const isPossible = launcherAvailable && canMount === 0

/** Nobody listens there. */
const REFUSING = '127.0.0.3'
const ENDPOINT = 'https://sts.test:9'

describe.skipIf(!isPossible)('names of servers (needs cargo, and root)', () => {
  let launcher: string
  let home: TempHome

  beforeAll(async () => {
    launcher = buildLauncher()
    home = await tempHome({
      config: `[profile keys]
credential_process = echo ran >> ~/ran; cat ~/printed.json
[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = keys
region = us-east-1
[profile static]
mfa_serial = arn:aws:iam::111111111111:mfa/me
[profile coded]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = static
mfa_serial = arn:aws:iam::111111111111:mfa/me
rolecall_mfa = bitwarden:item
region = us-east-1
`,
      credentials: `[static]
aws_access_key_id = AKIAQNZGKIQY56JQ7WML
aws_secret_access_key = abcdefgh
`,
    })
    const keys = { AccessKeyId: 'AKIAQNZGKIQY56JQ7WML', SecretAccessKey: 'abcdefgh' }
    await home.write('printed.json', JSON.stringify({ Version: 1, ...keys }))
    await home.write('hosts', `127.0.0.1 localhost\n${REFUSING} sts.test\n`)
  }, BUILD_TIMEOUT_MS)

  afterAll(() => home.remove())

  // Each forgets the failures of the others.
  const forget = (): void => {
    for (const path of ['.local', 'ran'])
      rmSync(join(home.path, path), { recursive: true, force: true })
  }
  beforeEach(forget)

  /** @param flags of unshare(1) @param mounts files of the home, by what they replace */
  async function both(flags: string, mounts: Record<string, string>, profile: string, more = {}) {
    const lines = Object.entries(mounts).map(([at, name]) => `mount --bind ~/${name} ${at} && `)
    const env = { ...home.env, ROLECALL_STORE: 'none', ROLECALL_LAUNCHER_TRACE: '1', ...more }
    const run = async (...words: string[]) => {
      forget()
      const line = `${lines.join('')}exec "$@"`
      const args = [flags, 'sh', '-c', line, 'sh', ...words, 'process', profile]
      return outcome('unshare', args, env)
    }
    const { stderr, ...rest } = await run(launcher)
    const ours = { ...rest, stderr: stderr.replace(/^launcher: .*\n/gm, '') }
    const ran = readFileSync(join(home.path, 'ran'), 'utf8')
    return { ours, theirs: await run(process.execPath, PROGRAM), trace: stderr, ran }
  }

  test('without a network, Node says why the name is not found', async () => {
    const { ours, theirs, trace, ran } = await both('-mn', {}, 'dev')
    expect(ours).toEqual(theirs)
    expect(theirs.stderr).toContain('getaddrinfo EAI_AGAIN sts.us-east-1.amazonaws.com\n')
    expect(trace).toMatch(/^launcher: a cold call\n(.*\n)*launcher: answered\n$/)
    expect(ran).toBe('ran\n')
  }, 60_000)

  test.each([
    ['fails', '#!/bin/sh\nexit 1\n'],
    ['is no program', 'text'],
    ['prints too much', `#!/bin/sh\nyes ${'x'.repeat(99)}\n`],
  ])(
    'with a getent that %s, Node finds the name',
    async (_, script) => {
      chmodSync(await home.write('getent', script), 0o755)
      const mounts = { '/etc/hosts': 'hosts', [GETENT]: 'getent' }
      const { ours, theirs, trace, ran } = await both('-m', mounts, 'dev', {
        AWS_ENDPOINT_URL_STS: ENDPOINT,
      })
      expect(ours).toEqual(theirs)
      expect(theirs.stderr).toContain(`connect ECONNREFUSED ${REFUSING}:9\n`)
      expect(trace).toMatch(/^launcher: a cold call\n(.*\n)*launcher: answered\n$/)
      expect(ran).toBe('ran\n')
    },
    60_000,
  )

  test('a getent that hangs ends with the launcher', async () => {
    chmodSync(await home.write('getent', '#!/bin/sh\nexec sleep 98765\n'), 0o755)
    const { trace } = await both('-m', { [GETENT]: 'getent' }, 'dev', {
      AWS_ENDPOINT_URL_STS: ENDPOINT,
    })
    expect(trace).toMatch(/launcher: answered\n$/)
    expect(spawnSync('pgrep', ['-f', 'sleep 98765'], { encoding: 'utf8' }).stdout).toBe('')
  }, 60_000)

  test('a helper without #! is left to the program, which gives it to the shell', async () => {
    chmodSync(await home.write('bw', 'echo ran >> ~/ran; echo 123456\n'), 0o755)
    const { ours, theirs, trace, ran } = await both('-m', { '/etc/hosts': 'hosts' }, 'coded', {
      AWS_ENDPOINT_URL_STS: ENDPOINT,
      PATH: `${home.path}:${home.env['PATH'] ?? ''}`,
    })
    expect(ours).toEqual(theirs)
    expect(theirs.stderr).toContain(`connect ECONNREFUSED ${REFUSING}:9\n`)
    expect(trace).toContain('could not be started')
    expect(ran).toBe('ran\n')
  }, 60_000)
})
