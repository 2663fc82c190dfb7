import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keychainAvailable, keychainReason, startKeychain } from '../support/keychain.js'
import { answer, profiles, startScene, type Scene } from '../support/scene.js'
import { holdStep } from '../support/step-lock.js'
import { startStorm, type Storm, type StormResult } from '../support/storm.js'
import { user } from '../support/sts-server/default-model.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
beforeEach(async () => {
  scene = await startScene(`[profile young]
role_arn = arn:aws:iam::222222222222:role/young
source_profile = base

[profile locked]
role_arn = arn:aws:iam::222222222222:role/break-glass
source_profile = base
`)
})
afterEach(() => scene[Symbol.asyncDispose]())

const STATE = '.local/state/rolecall'
const PROMPT = /MFA code for \S+: /
/** The most that a condition may take on a busy machine. */
const POLL = { timeout: 10_000 }
/** Long enough for a busy machine, short enough for a test. */
const BRIEF = { ROLECALL_PROMPT_TIMEOUT: '2s' }
const NO_STORE = { ROLECALL_STORE: 'none' }
/** No folder can be created below a file, not even by root. */
const NOWHERE = '/dev/null/nowhere'
const READ_ONLY = { XDG_STATE_HOME: NOWHERE }

function storm(lists: string[][], env: Record<string, string> = {}): Storm {
  return startStorm(lists, { env: { ...scene.env, ...env } })
}

/** `rolecall process --profile dev`, this many times. */
function many(count: number, ...args: string[]): string[][] {
  return Array.from({ length: count }, () => ['process', '--profile', 'dev', ...args])
}

/** Six commands that share a failure; `process` also remembers it. */
function mixed(profile: string): string[][] {
  return ['process', 'env', 'login', 'process', 'env', 'login'].map((command) => [command, profile])
}

const inState = (folder: string): string[] => namesIn(join(STATE, folder))

/** @param folder relative to the home */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(join(scene.home.path, folder))
  } catch {
    return []
  }
}

/**
 * Resolves when this many processes wait for a leader.
 * @param place the folder of their mailboxes
 */
async function untilWaiting(count: number, place = STATE): Promise<void> {
  const end = performance.now() + 30_000
  while (namesIn(`${place}/waiting`).filter((name) => name.endsWith('.box')).length < count) {
    if (performance.now() > end) throw new Error(`fewer than ${count} processes wait`)
    await sleep(20)
  }
}

/** The holders of all locks, as they stand in the lock files. */
function heldLocks(): { name: string; pid: number }[] {
  return inState('locks').flatMap((name) => {
    const text = readFileSync(join(scene.home.path, STATE, 'locks', name), 'utf8')
    return text ? [{ name, pid: (JSON.parse(text) as { pid: number }).pid }] : []
  })
}

/** The process ID of the one leader. */
function leader(): number {
  const steps = heldLocks().filter(({ name }) => /^[0-9a-f]{64}/.test(name))
  const pids = [...new Set(steps.map(({ pid }) => pid))]
  expect(pids).toHaveLength(1)
  return pids[0] ?? 0
}

/** Adds a second user with an access key and an MFA device. @returns the serial number */
async function addBob(): Promise<string> {
  const bob = user('arn:aws:iam::111111111111:user/bob', true)
  const [serial = '', key] = [bob.mfaDevices[0]?.serial, bob.keys[0]]
  scene.sts.model.users.push(bob)
  await scene.configure(`${profiles(scene.serial)}
[profile bob]
region = eu-west-1
mfa_serial = ${serial}
aws_access_key_id = ${key?.accessKeyId}
aws_secret_access_key = ${key?.secretAccessKey}
`)
  return serial
}

function promptsIn({ transcript }: { transcript: string }): number {
  return transcript.match(/MFA code for/g)?.length ?? 0
}

function callCounts(): Record<string, number> {
  const { sts } = scene
  return {
    GetSessionToken: sts.calls('GetSessionToken').length,
    AssumeRole: sts.calls('AssumeRole').length,
  }
}

const ONE_CALL_A_STEP = { GetSessionToken: 1, AssumeRole: 1 }

/** Expects the same JSON of all processes but those that were killed. */
function expectOneAnswer(results: StormResult[], count: number): void {
  const good = results.filter(({ signal }) => signal === null)
  expect(good).toHaveLength(count)
  expect(new Set(good.map(({ stderr }) => stderr))).toEqual(new Set(['']))
  expect(new Set(good.map(({ code }) => code))).toEqual(new Set([0]))
  expect(new Set(good.map(({ stdout }) => stdout)).size).toBe(1)
  expect(JSON.parse(good[0]?.stdout ?? '')).toMatchObject({ Version: 1 })
}

describe('fifty processes on a cold cache', { timeout: 90_000 }, () => {
  test('make one prompt, one call a step, and give fifty identical answers', async () => {
    using fifty = storm(many(50))
    await fifty.waitFor(PROMPT, 30_000)
    await untilWaiting(49)
    fifty.send(`${scene.sts.freshCode(scene.serial)}\r`)
    expectOneAnswer(await fifty.results, 50)
    expect(promptsIn(fifty)).toBe(1)
    expect(callCounts()).toEqual(ONE_CALL_A_STEP)
    expect(inState('waiting')).toEqual([])
  })

  test('without any store, a leader that is killed at its prompt is replaced by another', async () => {
    using fifty = storm(many(50), NO_STORE)
    await fifty.waitFor(PROMPT, 30_000)
    await untilWaiting(49)
    process.kill(leader(), 'SIGKILL')
    await fifty.waitFor(PROMPT, 30_000)
    fifty.send(`${scene.sts.freshCode(scene.serial)}\r`)
    expectOneAnswer(await fifty.results, 49)
    expect(promptsIn(fifty)).toBe(2)
    expect(callCounts()).toEqual(ONE_CALL_A_STEP)
    const secrets = scene.sts.sessions.flatMap((s) => [s.secretAccessKey, s.sessionToken])
    expect(secrets).toHaveLength(4)
    expect(await scene.home.searchFor(secrets)).toEqual([])
  })

  test.skipIf(!keychainAvailable)(`share a keychain ${keychainReason}`, async () => {
    await using keychain = await startKeychain()
    using several = storm(many(12), { ...keychain.env, ROLECALL_STORE: 'keychain' })
    await answer(several, scene.sts.freshCode(scene.serial))
    expectOneAnswer(await several.results, 12)
    expect(promptsIn(several)).toBe(1)
    expect(callCounts()).toEqual(ONE_CALL_A_STEP)
  })
})

describe('twenty processes in a home that is not writable, without a store', () => {
  const runtime = { XDG_RUNTIME_DIR: NOWHERE }
  test.each([
    ['in the folder of the login', '.runtime/rolecall', {}],
    ['in the temporary folder', `.tmp/rolecall-${process.getuid?.()}`, runtime],
  ])('find each other %s', { timeout: 60_000 }, async (_, place, elsewhere) => {
    const temporary = join(scene.home.path, '.tmp')
    mkdirSync(temporary)
    using twenty = storm(many(20), {
      ...NO_STORE,
      ...READ_ONLY,
      TMPDIR: temporary,
      ...elsewhere,
    })
    await twenty.waitFor(PROMPT, 30_000)
    await untilWaiting(19, place)
    twenty.send(`${scene.sts.freshCode(scene.serial)}\r`)
    expectOneAnswer(await twenty.results, 20)
    expect(promptsIn(twenty)).toBe(1)
    expect(callCounts()).toEqual(ONE_CALL_A_STEP)
    expect(statSync(join(scene.home.path, place)).mode & 0o777).toBe(0o700)
    const secrets = scene.sts.sessions.flatMap((s) => [s.secretAccessKey, s.sessionToken])
    expect(await scene.home.searchFor(secrets)).toEqual([])
  })
})

describe.each([
  ['with a store', {}],
  ['without a store', NO_STORE],
])('a failure %s', (_, env: Record<string, string>) => {
  test('of a user who declines is shared: there is no second prompt', async () => {
    using several = storm(mixed('dev'), env)
    await several.waitFor(PROMPT)
    await untilWaiting(5)
    several.send('\u0004')
    const results = await several.results
    expect(results).toHaveLength(6)
    for (const { code, stdout, stderr } of results) {
      expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
      expect(stderr).toContain('rolecall: no answer was given')
    }
    expect(promptsIn(several)).toBe(1)
    expect(scene.sts.requests).toEqual([])
  })

  test('of a refusal by STS is shared: there is one call per step', async () => {
    using several = storm(mixed('locked'), env)
    await several.waitFor(PROMPT)
    await untilWaiting(5)
    several.send(`${scene.sts.freshCode(scene.serial)}\r`)
    const results = await several.results
    expect(results.map(({ code }) => code)).toEqual(Array(6).fill(3))
    for (const { stderr } of results) expect(stderr).toContain('rolecall: AWS denied this')
    expect(callCounts()).toEqual(ONE_CALL_A_STEP)
  })

  test('of the network is shared: the code is not asked for, nor sent, again', async () => {
    scene.sts.fault('GetSessionToken', 'reset')
    using several = storm(mixed('dev'), env)
    await several.waitFor(PROMPT)
    await untilWaiting(5)
    several.send(`${scene.sts.freshCode(scene.serial)}\r`)
    const results = await several.results
    expect(results.map(({ code }) => code)).toEqual(Array(6).fill(1))
    for (const { stderr } of results) expect(stderr).toContain('rolecall: STS could not be reached')
    expect(promptsIn(several)).toBe(1)
    expect(callCounts()).toEqual({ GetSessionToken: 1, AssumeRole: 0 })
  })
})

describe('a leader', () => {
  test('that is stopped is named, and waiters give up at their time limit', async () => {
    using held = runInTerminal('rolecall', ['login', 'dev'], { env: scene.env })
    await held.waitFor(PROMPT)
    const pid = leader()
    process.kill(pid, 'SIGSTOP')
    const waiters = [['login', 'dev'], ...many(2)].map((args) =>
      scene.rolecall(args, { env: BRIEF }),
    )
    for (const { code, stdout, stderr } of await Promise.all(waiters)) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(
        new RegExp(
          `^rolecall: waiting for the rolecall started by .+ \\(pid ${pid}\\) to get the same`,
        ),
      )
      expect(stderr).toMatch(
        /rolecall: timed out after 2 s waiting for the rolecall started by .+\nhint: /,
      )
    }
  })

  test('that loses its terminal is replaced by a waiter that has another', async () => {
    using lost = runInTerminal('bash', ['-c', 'rolecall login dev; true'], { env: scene.env })
    await lost.waitFor(PROMPT)
    using other = runInTerminal('rolecall', ['process', 'dev'], { env: scene.env })
    await untilWaiting(1)
    lost.kill('SIGKILL')
    await other.waitFor(PROMPT)
    const withoutTerminal = scene.rolecall(['process', 'dev'])
    await untilWaiting(1)
    other.send(`${scene.sts.freshCode(scene.serial)}\r`)
    expect(await other.exit).toMatchObject({ code: 0 })
    expect(await withoutTerminal).toMatchObject({ code: 0, stderr: '' })
    expect(callCounts()).toEqual(ONE_CALL_A_STEP)
  })

  test('that loses its terminal leaves a waiter without one to its own error', async () => {
    using lost = runInTerminal('bash', ['-c', 'rolecall login dev; true'], { env: scene.env })
    await lost.waitFor(PROMPT)
    const withoutTerminal = scene.rolecall(['process', 'dev'])
    await untilWaiting(1)
    lost.kill('SIGKILL')
    expect(await withoutTerminal).toMatchObject({ code: 4, stdout: '' })
    // Without a code, a role that demands one is refused.
    expect(scene.sts.requests.filter(({ code }) => code !== 'AccessDenied')).toEqual([])
  })

  test('that cannot prompt does not keep a waiter from prompting', async () => {
    scene.sts.latency = 300
    const wrong = scene.sts.code(scene.serial) === '000000' ? '111111' : '000000'
    const withoutTerminal = scene.rolecall(['process', 'dev', '--mfa-code', wrong])
    await expect.poll(() => scene.sts.requests.length, POLL).toBe(1)
    const pid = leader()
    process.kill(pid, 'SIGSTOP')
    using other = runInTerminal('rolecall', ['process', 'dev'], { env: scene.env })
    await untilWaiting(1)
    process.kill(pid, 'SIGCONT')
    await answer(other, scene.sts.freshCode(scene.serial))
    expect(await other.exit).toMatchObject({ code: 0 })
    expect(await withoutTerminal).toMatchObject({ code: 4, stdout: '' })
  })
})

describe('after a failure', () => {
  test('the second call of an SDK gets the same failure, without a second prompt', async () => {
    const calls = join(scene.home.path, 'calls')
    const script = await scene.home.write(
      'failing',
      `#!/bin/sh\necho called >> ${calls}\nexec rolecall process dev\n`,
    )
    await scene.configure(
      `${profiles(scene.serial)}[profile sdk]\ncredential_process = sh ${script}\n`,
    )
    const sdk = new URL(
      '../../node_modules/@aws-sdk/credential-providers/dist-cjs/index.js',
      import.meta.url,
    )
    const program = `require(${JSON.stringify(fileURLToPath(sdk))}).fromNodeProviderChain()().catch(() => process.exit(9))`
    using terminal = runInTerminal('node', ['-e', program], {
      env: { ...scene.env, AWS_PROFILE: 'sdk' },
    })
    await terminal.waitFor(PROMPT)
    terminal.send('\u0004')
    expect(await terminal.exit).toMatchObject({ code: 9 })
    expect(readFileSync(calls, 'utf8')).toBe('called\n'.repeat(2))
    expect(promptsIn(terminal)).toBe(1)
    // Another program did not receive that failure, so it prompts.
    expect(await scene.atTerminal(['process', 'dev'])).toMatchObject({ code: 0 })
  })

  test('--refresh and login prompt again at once', async () => {
    const script =
      'rolecall process dev; rolecall process dev; rolecall process dev --refresh; rolecall login dev'
    using terminal = runInTerminal('bash', ['-c', script], { env: scene.env })
    await terminal.waitFor(PROMPT)
    terminal.send('\u0004')
    await terminal.waitFor(/no answer was given[^]*no answer was given/)
    await terminal.waitFor(PROMPT)
    terminal.send('\u0004')
    await answer(terminal, scene.sts.freshCode(scene.serial))
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(promptsIn(terminal)).toBe(3)
  })
})

describe('at the same time', () => {
  test('different profiles over one key share one code', async () => {
    const lists = ['dev', 'admin', 'audit', 'base'].flatMap((name) => [
      ['process', name],
      ['process', name],
    ])
    using several = storm(lists, NO_STORE)
    await several.waitFor(PROMPT)
    await untilWaiting(7)
    several.send(`${scene.sts.freshCode(scene.serial)}\r`)
    const results = await several.results
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array(8).fill({ code: 0, stderr: '' }),
    )
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(4)
    expect(promptsIn(several)).toBe(1)
    // audit goes through dev in a region of its own.
    expect(callCounts()).toEqual({ GetSessionToken: 1, AssumeRole: 4 })
  })

  test('an MFA session that is too old for a role is replaced once for all', async () => {
    await scene.atTerminal(['login', 'dev'])
    const [mfaSession] = scene.sts.sessions
    if (mfaSession) mfaSession.mfaAt = Date.now() - 3600_000
    using several = storm(Array<string[]>(6).fill(['process', 'young']))
    await several.waitFor(PROMPT)
    await untilWaiting(5)
    several.send(`${scene.sts.freshCode(scene.serial)}\r`)
    expectOneAnswer(await several.results, 6)
    // dev; young, refused; young again.
    expect(callCounts()).toEqual({ GetSessionToken: 2, AssumeRole: 3 })
  })

  test('different keys do not wait for each other', async () => {
    const bob = await addBob()
    using open = runInTerminal('rolecall', ['process', 'base'], { env: scene.env })
    await open.waitFor(PROMPT)
    const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(bob) }
    expect(await scene.rolecall(['process', 'bob'], { env })).toMatchObject({ code: 0 })
    open.send(`${scene.sts.freshCode(scene.serial)}\r`)
    expect(await open.exit).toMatchObject({ code: 0 })
  })

  test('different keys prompt one after the other at one terminal', async () => {
    const bob = await addBob()
    using both = storm([
      ['process', 'base'],
      ['process', 'bob'],
    ])
    const [, first = ''] = await both.waitFor(/MFA code for (\S+): /)
    // The locks of two steps and of one terminal: the second process waits for the first.
    await expect.poll(() => heldLocks().length, POLL).toBe(3)
    expect(promptsIn(both)).toBe(1)
    const code = scene.sts.freshCode(first)
    both.send(`${code}\r`)
    const [, second = ''] = await both.waitFor(/MFA code for (\S+): /)
    both.send(`${scene.sts.freshCode(second)}\r`)
    expect(both.transcript).toMatch(new RegExp(`: ${code}\\s[^]*MFA code for ${second}: `))
    expect(new Set([first, second])).toEqual(new Set([bob, scene.serial]))
    expect(await both.results).toMatchObject([{ code: 0 }, { code: 0 }])
  })

  test('without a folder to write to, only the sharing is lost', async () => {
    const env = { ...NO_STORE, ...READ_ONLY, XDG_RUNTIME_DIR: NOWHERE, TMPDIR: NOWHERE }
    const given = { ...env, ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
    const answered = await scene.rolecall(['process', 'dev'], { env: given })
    expect(answered).toMatchObject({ code: 0, stderr: '' })
    expect(await scene.rolecall(['process', 'dev'], { env })).toMatchObject({ code: 4, stdout: '' })
  })

  test.skipIf(!keychainAvailable)(
    `with a full disk the locks and the keychain still work ${keychainReason}`,
    async () => {
      await using keychain = await startKeychain()
      // A limit of the kernel on file sizes fails every write as a full disk does.
      const script = 'ulimit -f 0; for i in 1 2 3 4; do rolecall env dev >/dev/null & done; wait'
      const env = { ...scene.env, ...keychain.env, ROLECALL_STORE: 'keychain' }
      using four = runInTerminal('bash', ['-c', script], { env })
      const waiting = 'rolecall: waiting for another rolecall process to get the same session'
      await expect.poll(() => four.transcript.split(waiting).length - 1, POLL).toBe(3)
      await expect.poll(() => promptsIn(four), POLL).toBe(1)
      four.send(`${scene.sts.freshCode(scene.serial)}\r`)
      await four.exit
      expect(promptsIn(four)).toBe(1)
      expect(callCounts()).toEqual(ONE_CALL_A_STEP)
    },
  )

  test('twenty that refresh share one new session', { timeout: 60_000 }, async () => {
    await scene.atTerminal(['login', 'dev'])
    const lock = holdStep(scene)
    using twenty = storm(many(20, '--refresh'))
    await untilWaiting(20)
    lock.release()
    expectOneAnswer(await twenty.results, 20)
    expect(callCounts()).toEqual({ GetSessionToken: 1, AssumeRole: 2 })
  })
})
