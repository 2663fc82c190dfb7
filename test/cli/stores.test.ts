import { readFileSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { realHost } from '../../src/system/host.js'
import { pathsFor } from '../../src/system/paths.js'
import { saveRefreshToken, signInKey } from '../../src/secrets/sign-ins.js'
import { newStoreHealth } from '../../src/store/circuit-breaker.js'
import { kernelKeys } from '../../src/store/kernel/keys.js'
import { openStore } from '../../src/store/open.js'
import { isRunning } from '../support/children.js'
import { startKeychain } from '../support/keychain.js'
import { SIGN_IN } from '../support/oidc-source.js'
import { answer, startScene, type Scene } from '../support/scene.js'
import { runInTerminal, type Terminal } from '../support/terminal.js'
import { forgetKeys, kernelReason } from '../store/kernel/kernel.js'

const scenes: Scene[] = []
const before = kernelKeys().map(({ name }) => name)
afterAll(async () => {
  const sessions = (await Promise.all(scenes.map(keysOf))).flat()
  const isOurs = (name: string): boolean =>
    sessions.includes(name) || (name.startsWith('durable-sealing-key-') && !before.includes(name))
  await forgetKeys(kernelKeys().flatMap(({ name }) => (isOurs(name) ? [name] : [])))
  for (const scene of scenes) await scene[Symbol.asyncDispose]()
})

/** A machine without keychain; its programs find the real keyctl. */
async function machine(): Promise<Scene> {
  const scene = await startScene()
  scenes.push(scene)
  await rm(join(scene.home.path, '.bin', 'keyctl'))
  scene.env['ROLECALL_KEY_FILE'] = ''
  return scene
}

const SESSION = /sessions\/([0-9a-f]{64})\.json$/
const keysOf = async (scene: Scene): Promise<string[]> =>
  (await scene.home.files()).flatMap((file) => SESSION.exec(file)?.[1] ?? [])

const login = (scene: Scene, env: Record<string, string> = {}) =>
  scene.rolecall(['login', 'dev'], {
    env: { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial), ...env },
  })

const storesOf = async (scene: Scene, env: Record<string, string> = {}): Promise<unknown> => {
  const { stdout } = await scene.rolecall(['store', '--json'], { env })
  const { store, stores } = JSON.parse(stdout) as {
    store: string
    stores: { name: string; sessions: number }[]
  }
  return [store, ...stores.filter(({ sessions }) => sessions > 0).map((s) => [s.name, s.sessions])]
}

describe.skipIf(kernelReason)(`with a kernel keyring ${kernelReason}`, () => {
  test('a machine without a keychain stores sessions there, and no file contains a secret', async () => {
    const scene = await machine()
    expect(await login(scene)).toMatchObject({ code: 0, stdout: '' })
    const before = scene.sts.requests.length
    expect(await scene.rolecall(['process', 'dev'])).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.requests).toHaveLength(before)
    expect(await storesOf(scene)).toEqual(['kernel', ['kernel', 2]])
    const issued = scene.sts.sessions.map((session) => session.secretAccessKey)
    expect(await scene.home.searchFor(issued)).toEqual([])
  })

  test('sessions move to a named store, which is used from then on, and back', async () => {
    const scene = await machine()
    await using keychain = await startKeychain()
    const settings = await scene.home.write(
      '.config/rolecall/settings.ini',
      '; mine\nproduction = live\n\n[accounts]\n222222222222 = dev\n',
    )
    await login(scene)
    expect(await scene.rolecall(['store', 'keychain'], { env: keychain.env })).toMatchObject({
      code: 0,
      stderr: 'rolecall: sessions are stored in the OS keychain\nrolecall: moved 2 sessions\n',
    })
    expect(await readFile(settings, 'utf8')).toBe(
      'store = keychain\n; mine\nproduction = live\n\n[accounts]\n222222222222 = dev\n',
    )
    const before = scene.sts.requests.length
    const hit = await scene.rolecall(['process', 'dev'], { env: keychain.env })
    expect(hit).toMatchObject({ code: 0, stderr: '' })
    expect(await storesOf(scene, keychain.env)).toEqual(['keychain', ['keychain', 2]])
    // It was asked for: to go without it would be wrong.
    expect(await scene.rolecall(['process', 'dev'])).toMatchObject({ code: 5, stdout: '' })

    // A keychain that is away loses nothing.
    const away = await scene.rolecall(['store', 'auto'])
    expect(away).toMatchObject({ code: 1, stdout: '' })
    expect(away.stderr).toContain(
      '2 sessions stayed in the OS keychain: the keychain cannot be reached',
    )
    expect(await readFile(settings, 'utf8')).toMatch(/^; mine\n/)
    expect(await scene.rolecall(['store', 'kernel'], { env: keychain.env })).toMatchObject({
      code: 0,
    })
    expect((await scene.rolecall(['process', 'dev'])).stdout).toBe(hit.stdout)
    expect(scene.sts.requests).toHaveLength(before)
  })

  test('a passphrase is typed once, unseen, and not needed again', async () => {
    const scene = await machine()
    scene.env['ROLECALL_STORE'] = 'file'
    const words = ['-c', 'rolecall login dev; echo status $?; stty -a']
    using terminal = runInTerminal('sh', words, { env: scene.env })
    await answer(terminal, scene.sts.freshCode(scene.serial))
    await type(terminal, /choose a passphrase for the encrypted files: $/, 'correct horse')
    await type(terminal, /repeat the passphrase: $/, 'correct horse')
    await terminal.exit
    expect(terminal.transcript).toContain('status 0')
    expect(terminal.transcript).not.toContain('horse')
    expect(terminal.transcript).toMatch(/[^-]echo\b/)
    const before = scene.sts.requests.length
    const hit = await scene.rolecall(['process', 'dev'])
    expect(hit).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.requests).toHaveLength(before)
    await scene.rolecall(['logout', '--all'])
    expect(await storesOf(scene)).toEqual(['file'])
  })

  test('a wrong passphrase is refused although the key of the right one is cached', async () => {
    const scene = await machine()
    const env = { ROLECALL_STORE: 'file', ROLECALL_PASSPHRASE: 'right' }
    await login(scene, env)
    expect(await scene.rolecall(['process', 'dev'], { env })).toMatchObject({ code: 0, stderr: '' })
    const wrong = await scene.rolecall(['process', 'dev'], {
      env: { ...env, ROLECALL_PASSPHRASE: 'wrong' },
    })
    expect(wrong).toMatchObject({ code: 5, stdout: '' })
    expect(wrong.stderr).toContain('the encrypted files were created with another passphrase')
  })
})

describe('a typed passphrase without a kernel keyring that caches its key', () => {
  test('is requested by each command, not for an SDK, and a signal restores the echo', async () => {
    const scene = await machine()
    await using keychain = await startKeychain()
    scene.env['PATH'] = `${await fakeKeyctl(scene)}:${scene.env['PATH'] ?? ''}`
    scene.env['ROLECALL_STORE'] = 'file'
    await login(scene, { ROLECALL_PASSPHRASE: 'correct horse', ...keychain.env })

    using again = runInTerminal('rolecall', ['env', 'dev'], { env: scene.env })
    await type(again, /rolecall: passphrase for the encrypted files: $/, 'correct horse')
    expect((await again.exit).code).toBe(0)
    expect(again.transcript).toContain('AWS_SESSION_TOKEN')

    using listing = runInTerminal('rolecall', ['store'], { env: scene.env })
    expect((await listing.exit).code).toBe(0)
    const listed = [await scene.rolecall(['store']), { stdout: listing.transcript }]
    for (const { stdout } of listed) {
      expect(stdout).toMatch(
        /^\* file {6}2 {9}the encrypted files (are locked|need a key file or a passphrase)\r?$/m,
      )
    }

    const sdk = await scene.rolecall(['process', 'dev'])
    expect(sdk).toMatchObject({ code: 5, stdout: '' })
    expect(sdk.stderr).toContain('hint: set ROLECALL_KEY_FILE, ')

    for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGINT'] as const) {
      using ended = runInTerminal('sh', ['-c', 'rolecall env dev; stty -a'], { env: scene.env })
      await ended.waitFor(/passphrase for the encrypted files: $/)
      for (const child of childrenOf(ended.pid)) process.kill(child, signal)
      await ended.exit
      expect([signal, ended.transcript]).toEqual([
        signal,
        expect.stringMatching(/[^-]icanon[^]*[^-]echo\b/) as string,
      ])
    }
  })
})

test('if no store works, a command that needs one fails with a hint', async () => {
  const scene = await machine()
  const env = { PATH: `${await fakeKeyctl(scene)}:${scene.env['PATH'] ?? ''}` }
  expect(await scene.rolecall(['store', 'auto'], { env })).toMatchObject({
    code: 5,
    stdout: '',
    stderr: expect.stringMatching(
      /^rolecall: the keychain cannot be reached: .*\nhint: set DBUS_SESSION_BUS_ADDRESS .*\n$/,
    ) as string,
  })
})

test('a program that a store waits for ends with the command', async () => {
  const scene = await machine()
  const pass = await scene.home.write('.bin/pass', '#!/bin/sh\necho $$ > "$HOME/pid"\nsleep 60\n')
  await chmod(pass, 0o700)
  scene.env['ROLECALL_STORE'] = 'pass'
  const waiting = async (): Promise<number> =>
    Number(await readFile(join(scene.home.path, 'pid'), 'utf8').catch(() => ''))
  for (const end of ['kill', 'hangUp'] as const) {
    using terminal = runInTerminal('rolecall', ['env', 'dev'], { env: scene.env })
    await expect.poll(waiting).toBeGreaterThan(0)
    const pid = await waiting()
    terminal[end]()
    await terminal.exit
    await expect.poll(() => isRunning(pid)).toBe(false)
    await rm(join(scene.home.path, 'pid'))
  }
})

test('it also ends if the command is ended at the moment of its start', async () => {
  const scene = await machine()
  const script = '#!/bin/sh\nkill -TERM $PPID\necho $$ > "$HOME/pid"\nexec sleep 60\n'
  await chmod(await scene.home.write('.bin/pass', script), 0o700)
  scene.env['ROLECALL_STORE'] = 'pass'
  expect((await scene.rolecall(['env', 'dev'])).signal).toBe('SIGTERM')
  const pid = await readFile(join(scene.home.path, 'pid'), 'utf8').catch(() => '')
  await expect.poll(() => pid !== '' && isRunning(Number(pid))).toBe(false)
})

describe('the index entry is written before the session, so that', () => {
  const withPass = async (insert: string): Promise<Scene> => {
    const scene = await machine()
    scene.env['ROLECALL_STORE'] = 'pass'
    await chmod(await scene.home.write('.bin/pass', fakePass(insert)), 0o755)
    return scene
  }
  const items = async (scene: Scene): Promise<string[]> =>
    (await scene.home.files()).filter((file) => file.includes('/vault/'))

  const entries = async (scene: Scene): Promise<string[]> => {
    const files = (await scene.home.files()).filter((file) => SESSION.test(file))
    return Promise.all(files.map((file) => readFile(file, 'utf8')))
  }

  test('logout finds the session of a killed process', async () => {
    const scene = await withPass(`${INSERT} && kill -9 $PPID`)
    await scene.configure(NO_MFA)
    expect((await scene.rolecall(['process', 'role'])).signal).toBe('SIGKILL')
    expect(await items(scene)).toHaveLength(1)
    expect(await entries(scene)).toHaveLength(1)
    expect((await scene.rolecall(['logout', 'role'])).stderr).toBe(
      'rolecall: removed 1 cached session\n',
    )
    expect(await items(scene)).toEqual([])
  })

  test('a store that refuses leaves no entry, or the previous one', async () => {
    const scene = await withPass(`test ! -e "$HOME/refuses" && ${INSERT}`)
    await scene.configure(NO_MFA)
    const refuses = await scene.home.write('refuses', '')
    expect((await scene.rolecall(['env', 'role'])).stderr).toContain('without the session cache')
    expect(await entries(scene)).toEqual([])
    await rm(refuses)
    expect(await scene.rolecall(['env', 'role'])).toMatchObject({ code: 0, stderr: '' })
    const before = await entries(scene)
    await scene.home.write('refuses', '')
    expect(await scene.rolecall(['env', 'role', '--refresh'])).toMatchObject({ code: 0 })
    expect(await entries(scene)).toEqual(before)
    expect(before).toHaveLength(1)
  })
})

test('sign-ins move to another store as well, and logout finds them there', async () => {
  const scene = await machine()
  scene.env['ROLECALL_KEY_FILE'] = join(scene.home.path, 'key-file')
  await chmod(await scene.home.write('.bin/pass', fakePass(INSERT)), 0o755)
  await scene.configure(NO_MFA)
  await scene.rolecall(['env', 'role', '--store', 'file'])
  const paths = pathsFor(scene.env, process.platform, () => scene.home.path)
  const host = { ...realHost(), env: scene.env, paths }
  const file = await openStore('file', host, { mayPrompt: false, health: newStoreHealth() })
  await saveRefreshToken(SIGN_IN, 'canary of a refresh token', file, host)

  expect(await scene.rolecall(['store', 'pass'])).toMatchObject({
    code: 0,
    stderr:
      'rolecall: sessions are stored in pass\nrolecall: moved 1 session\nrolecall: moved 1 sign-in\n',
  })
  const token = join(scene.home.path, 'vault', 'rolecall', signInKey(SIGN_IN))
  expect(await readFile(token, 'utf8')).toBe('canary of a refresh token')
  expect((await scene.home.files()).filter((name) => name.endsWith('.sealed'))).toEqual([])

  expect((await scene.rolecall(['logout', '--all'])).stderr).toBe(
    'rolecall: removed 1 cached session and 1 sign-in\n',
  )
  expect((await scene.home.files()).filter((name) => name.includes('/vault/'))).toEqual([])
})

test('login continues if the session index cannot be read, and reports that nothing is stored', async () => {
  const scene = await machine()
  scene.env['ROLECALL_KEY_FILE'] = join(scene.home.path, 'key-file')
  await scene.configure(NO_MFA)
  const state = join(scene.home.path, '.local/state/rolecall')
  await mkdir(state, { recursive: true, mode: 0o700 })
  await symlink('sessions', join(state, 'sessions'))
  const { code, stderr } = await scene.rolecall(['login', 'role'])
  expect(code).toBe(0)
  expect(
    stderr.match(/^rolecall: role: session obtained but not stored, 59 min left$/gm),
  ).toHaveLength(1)
})

test('a requested store without a key does not prevent commands that only read', async () => {
  const scene = await machine()
  const keyFile = { ROLECALL_KEY_FILE: join(scene.home.path, 'key-file') }
  await scene.configure(NO_MFA)
  scene.env['ROLECALL_STORE'] = 'file'
  expect(await scene.rolecall(['env', 'role'], { env: keyFile })).toMatchObject({ code: 0 })
  const message = 'rolecall: the encrypted files need a key file or a passphrase\nhint: '
  const read = (command: string) => scene.rolecall([...command.split(' '), '--no-input'])

  const listed = await read('store')
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  expect(listed.stdout).toMatch(/^ {2}file +1 +the encrypted files need a key file/m)
  const status = await read('status')
  expect(status.code).toBe(0)
  expect(status.stderr).toContain('sessions are not stored')
  const explained = await read('explain role')
  expect(explained.code).toBe(0)
  expect(explained.stdout).toContain('not cached: one STS call')
  expect(explained.stderr).toContain(message)
  const used = await read('env role')
  expect(used).toMatchObject({ code: 5, stdout: '' })
  expect(used.stderr).toContain(message)
})

test('logout --all loses a sign-in that is not in the store in use', async () => {
  const scene = await machine()
  scene.env['ROLECALL_KEY_FILE'] = join(scene.home.path, 'key-file')
  await chmod(await scene.home.write('.bin/pass', fakePass(INSERT)), 0o755)
  const paths = pathsFor(scene.env, process.platform, () => scene.home.path)
  const host = { ...realHost(), env: scene.env, paths }
  const file = await openStore('file', host, { mayPrompt: false, health: newStoreHealth() })
  await saveRefreshToken(SIGN_IN, 'canary of a refresh token', file, host)

  expect(await scene.rolecall(['logout', '--all', '--store', 'pass'])).toMatchObject({
    code: 0,
    stderr: 'rolecall: removed 1 sign-in\n',
  })
  expect((await scene.home.files()).filter((name) => name.endsWith('.sealed'))).toEqual([])
})

const NO_MFA = `[profile base]
region = eu-west-1

[profile role]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = base
region = eu-west-1
`

const INSERT = 'mkdir -p "$HOME/vault/rolecall" && cat > "$HOME/vault/$4"'

/** A pass that encrypts nothing. @param insert what it does for an item */
const fakePass = (insert: string): string => `#!/bin/sh
case $1 in
  ls) ;;
  insert) ${insert} ;;
  show) cat "$HOME/vault/$2" 2>&- || { echo "$2 is not in the password store." >&2; exit 1; } ;;
  rm) rm -f "$HOME/vault/$3" ;;
esac
`

/** A folder with a keyctl that always fails. */
async function fakeKeyctl(scene: Scene): Promise<string> {
  const folder = join(scene.home.path, 'fake')
  await mkdir(folder)
  await symlink('/bin/false', join(folder, 'keyctl'))
  return folder
}

const childrenOf = (pid: number): number[] =>
  (readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []).map(Number)

async function type(terminal: Terminal, prompt: RegExp, text: string): Promise<void> {
  await terminal.waitFor(prompt)
  terminal.send(`${text}\r`)
}
