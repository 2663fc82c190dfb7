import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEV, startScene, type Scene } from '../support/scene.js'
import type { RunResult } from '../support/run.js'

/*
 * Faults of real Windows, imposed on the built program: impose.cjs
 */

const IMPOSE = join(import.meta.dirname, 'impose.cjs')

let scene: Scene
beforeEach(async () => {
  scene = await startScene()
  const { accessKeyId, secretAccessKey } = scene.key
  await scene.configure(`[profile keys]
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}

[profile plain]
role_arn = arn:aws:iam::333333333333:role/open
source_profile = keys

[profile typed]
role_arn = ${DEV}
source_profile = keys
mfa_serial = ${scene.serial}
`)
})
afterEach(() => scene[Symbol.asyncDispose]())

const impose = (args: string[], env: Record<string, string> = {}): Promise<RunResult> =>
  scene.rolecall(args, { env: { NODE_OPTIONS: `-r ${IMPOSE}`, ...env } })

const config = (): string => readFileSync(join(scene.home.path, '.aws/config'), 'utf8')

describe.each([
  ['of files opened for appending', {}],
  ['of all files', { IMPOSE_FTRUNCATE: 'EPERM' }],
])('ftruncate %s is EPERM', (_, env: Record<string, string>) => {
  test('a typed code is not lost, with a store and without one', async () => {
    for (const store of ['file', 'none']) {
      const code = scene.sts.freshCode(scene.serial)
      const args = ['process', '--profile', 'typed', '--mfa-code', code, '--store', store]
      const { code: status, stdout, stderr } = await impose(args, env)
      expect([status, stderr]).toEqual([0, ''])
      expect(JSON.parse(stdout)).toMatchObject({ Version: 1 })
    }
  })

  test('configure and adopt succeed, and their locks are free again', async () => {
    const configured = await impose(
      ['configure', '--profile', 'plain', '--region', 'eu-west-1', '--yes'],
      env,
    )
    expect([configured.code, configured.stderr]).toEqual([0, expect.not.stringContaining('EPERM')])
    for (const command of ['adopt', 'eject', 'adopt']) {
      const { code, stderr } = await impose([command, 'typed'], env)
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('EPERM')])
    }
    expect(config()).toContain('credential_process')
  })
})

describe('a file that another program has open', () => {
  test('for a moment: adopt, store and a refresh succeed', async () => {
    const env = { IMPOSE_RENAME: '2' }
    for (const args of [
      ['adopt', 'typed'],
      ['store', 'file'],
      ['store', 'file'],
      ['process', '--profile', 'typed', '--mfa-code', scene.sts.freshCode(scene.serial)],
    ]) {
      const { code, stderr } = await impose(args, env)
      expect([args[0], code, stderr]).toEqual([args[0], 0, expect.not.stringContaining('EPERM')])
    }
    const { stdout } = await scene.rolecall(['status', '--json'])
    expect(stdout).toContain('typed')
  })

  test('for longer: the edit fails, changes nothing and leaves no unfinished file', async () => {
    const before = config()
    const { code, stderr } = await impose(['adopt', 'typed'], {
      IMPOSE_RENAME: '99',
    })
    expect([code, stderr]).toEqual([1, expect.stringContaining('EPERM')])
    expect(config()).toBe(before)
    const names = await scene.home.files()
    expect(names.filter((name) => /rolecall-new|\.tmp$|\.new$/.test(name))).toEqual([])
  })
})

test.each([
  ['linux', 'check the permissions of the file and its folder'],
  ['win32', 'close the programs that may have it open, and check its permissions'],
])('the hint for a file that %s does not let go', async (platform, hint) => {
  const env = { IMPOSE_RENAME: '99', IMPOSE_PLATFORM: platform }
  const { code, stderr } = await impose(
    ['configure', 'plain', '--region', 'eu-west-1', '--yes'],
    env,
  )
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(`hint: the file is unchanged; ${hint}\n`),
  ])
})

test('a folder that cannot be flushed is closed', async () => {
  const file = join(scene.home.path, 'open-folders')
  expect(await impose(['adopt', 'typed'], { IMPOSE_FSYNC: file })).toMatchObject({
    code: 0,
  })
  expect(readFileSync(file, 'utf8')).toBe('0')
})

test.each([
  ['may prompt', [], false],
  ['may not prompt', ['--no-input'], true],
])('a command that %s has a console that is shown: %j', async (_, flags, windowsHide) => {
  const code = scene.sts.freshCode(scene.serial)
  await scene.configure(`${config()}mfa_process = echo ${code}\n`)
  const log = join(scene.home.path, 'spawns')
  const { stdout, stderr } = await impose(['process', '--profile', 'typed', ...flags], {
    IMPOSE_SPAWN_LOG: log,
  })
  expect([stderr, stdout]).toEqual(['', expect.stringContaining('AccessKeyId')])
  const spawns = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(spawns).toContainEqual(expect.objectContaining({ file: `echo ${code}`, windowsHide }))
})
