import { readdirSync, readFileSync, readlinkSync, utimesSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathsFor } from '../../src/system/paths.js'
import { openSessionCache } from '../../src/secrets/session-cache.js'
import { newStoreHealth } from '../../src/store/circuit-breaker.js'
import { DEV, profiles, startScene, type Scene } from '../support/scene.js'
import { runCommand } from '../support/run.js'
import { holdStep } from '../support/step-lock.js'

let scene: Scene
beforeEach(async () => {
  scene = await startScene()
  await scene.atTerminal(['login', 'dev'])
})
afterEach(async () => {
  await expect.poll(backgroundPids, { timeout: 10_000 }).toEqual([])
  await scene[Symbol.asyncDispose]()
})

/** Ages the sessions of a role, so that they have this many minutes left of an hour. */
async function leave(minutes: number, role = DEV): Promise<void> {
  const now = Date.now()
  const host = {
    env: scene.env,
    platform: process.platform,
    paths: pathsFor(scene.env, process.platform, () => scene.home.path),
    now: () => ({ at: now, bootId: '', uptime: uptime() }),
  }
  const cache = openSessionCache(host, {
    mayPrompt: false,
    health: newStoreHealth(),
    warn: expect.unreachable,
  })
  for (const entry of cache.list().filter((each) => each.role === role)) {
    const session = await cache.read(entry.key)
    if (!session) throw new Error('a session that is listed cannot be read')
    const age = Date.parse(session.expiration) - now - minutes * 60_000
    const issued = {
      ...session.issued,
      at: session.issued.at - age,
      uptime: session.issued.uptime - age / 1000,
    }
    const expiration = new Date(now + minutes * 60_000).toISOString()
    await cache.write(entry.key, { ...session, issued, expiration }, entry)
  }
}

function backgroundPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
        return (
          environment.includes('ROLECALL_BACKGROUND=1') &&
          environment.includes(`HOME=${scene.home.path}`)
        )
      } catch {
        return false
      }
    })
    .map(Number)
}

const assumed = (): number => scene.sts.calls('AssumeRole').length
const until = (count: number): Promise<void> =>
  expect.poll(assumed, { timeout: 10_000 }).toBe(count)

/** Ends the pause between two attempts. */
function forgetAttempts(): void {
  const folder = join(scene.home.path, '.local/state/rolecall/refreshes')
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), 0, 0)
}

test('with twenty minutes left the answer does not wait for the refresh, which gets the next session', async () => {
  const { stdout: first } = await scene.rolecall(['process', 'dev'])
  expect(backgroundPids()).toEqual([])
  await leave(20)
  const lock = holdStep(scene)
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => scene.rolecall(['process', '--profile', 'dev'])),
  )
  await expect.poll(backgroundPids, { timeout: 10_000 }).not.toEqual([])
  for (const { code, stdout, stderr } of answers) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ AccessKeyId: accessKeyId(first) })
  }
  expect(assumed()).toBe(1)
  lock.release()
  await until(2)
  await expect.poll(backgroundPids, { timeout: 10_000 }).toEqual([])
  const { stdout: next } = await scene.rolecall(['process', 'dev'])
  expect(accessKeyId(next)).not.toBe(accessKeyId(first))
  expect(assumed()).toBe(2)
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
})

test.each([31, 15])('with %i minutes left there is no background refresh', async (minutes) => {
  await leave(minutes)
  expect(await scene.rolecall(['process', 'dev'])).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(join(scene.home.path, '.local/state/rolecall'))).not.toContain('refreshes')
})

test('the refresh has a session of its own, no terminal, and no descriptor of its parent', async () => {
  await leave(20)
  const lock = holdStep(scene)
  // `cat` ends when no process has the pipe open: neither rolecall nor the refresh, which waits.
  const { code, stdout } = await runCommand(
    'bash',
    ['-c', '{ rolecall process dev; echo "status $?"; } 9>&1 2>&1 | cat'],
    { env: scene.env },
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/^\{.+\}\s*status 0\n$/)
  const [pid = 0] = backgroundPids()
  expect(pid).not.toBe(0)
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const [, , group, session, terminal] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  expect({ group, session, terminal }).toEqual({
    group: String(pid),
    session: String(pid),
    terminal: '0',
  })
  for (const fd of ['0', '1', '2']) expect(readlinkSync(`/proc/${pid}/fd/${fd}`)).toBe('/dev/null')
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  expect(command).toContain('--profile=dev')
  expect(scene.sts.secrets().filter((secret) => command.includes(secret))).toEqual([])
  lock.release()
  await until(2)
})

test('env and exec start a refresh for the plan of their flags', async () => {
  const flags = ['--duration', '50m', '--tag', 'a=b c']
  const role = 'arn:aws:iam::222222222222:role/nomfa'
  await scene.configure(`${profiles(scene.serial)}[profile plain]
role_arn = ${role}
source_profile = base
`)
  await scene.rolecall(['env', 'plain', ...flags])
  for (const args of [
    ['env', 'plain', '--format', 'fish', ...flags],
    ['exec', 'plain', ...flags, '--', 'true'],
    ['env', 'base', '--role-arn', role, ...flags],
    ['env', '--role-arn', role, '--source-profile', 'base', ...flags],
  ]) {
    const before = assumed()
    await leave(20, role)
    expect(await scene.rolecall(args)).toMatchObject({ code: 0, stderr: '' })
    await until(before + 1)
    await expect.poll(backgroundPids, { timeout: 10_000 }).toEqual([])
    forgetAttempts()
  }
  const calls = scene.sts.calls('AssumeRole').slice(1)
  expect(calls).toHaveLength(5)
  for (const { params } of calls) {
    expect(params).toMatchObject({
      DurationSeconds: '3000',
      'Tags.member.1.Key': 'a',
      'Tags.member.1.Value': 'b c',
    })
  }
})

test('a profile whose name looks like an option is refreshed as well', async () => {
  const role = 'arn:aws:iam::222222222222:role/nomfa'
  await scene.configure(`${profiles(scene.serial)}[profile -x]
role_arn = ${role}
source_profile = base
`)
  await scene.rolecall(['env', '--profile=-x'])
  for (const command of ['env', 'process']) {
    const before = assumed()
    await leave(20, role)
    const named = await scene.rolecall([command, '--profile=-x'])
    expect(named).toMatchObject({ code: 0, stderr: '' })
    await until(before + 1)
    await expect.poll(backgroundPids, { timeout: 10_000 }).toEqual([])
    forgetAttempts()
  }
})

test('a refresh that fails leaves the session, and is not repeated within a minute', async () => {
  await leave(20)
  scene.sts.fault('AssumeRole', 'throttle')
  const { stdout: first } = await scene.rolecall(['process', 'dev'])
  // The launcher does not wait until the refresh has started.
  await expect.poll(assumed, { timeout: 10_000 }).toBeGreaterThan(1)
  await expect.poll(backgroundPids, { timeout: 10_000 }).toEqual([])
  const tried = assumed()
  expect(tried).toBeGreaterThan(1)
  for (let i = 0; i < 3; i++) {
    expect(await scene.rolecall(['process', 'dev'])).toMatchObject({ code: 0, stdout: first })
  }
  expect(backgroundPids()).toEqual([])
  expect(assumed()).toBe(tried)
  scene.sts.clearFaults()
  forgetAttempts()
  await scene.rolecall(['process', 'dev'])
  await until(tried + 1)
})

test('a refresh never prompts: it takes no code, and runs no command that might prompt', async () => {
  const asked = join(scene.home.path, 'asked')
  await scene.configure(
    profiles(scene.serial).replace(
      'mfa_serial',
      `mfa_process = touch ${asked}; echo 123456\nmfa_serial`,
    ),
  )
  await scene.rolecall(['logout', 'base'])
  await leave(20)
  const before = scene.sts.requests.length
  const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
  expect(await scene.rolecall(['process', 'dev'], { env })).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(join(scene.home.path, '.local/state/rolecall/refreshes'))).toHaveLength(1)
  await expect.poll(backgroundPids, { timeout: 10_000 }).toEqual([])
  expect(scene.sts.requests).toHaveLength(before)
  expect(readdirSync(scene.home.path)).not.toContain('asked')
})

function accessKeyId(stdout: string): string {
  return (JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId
}
