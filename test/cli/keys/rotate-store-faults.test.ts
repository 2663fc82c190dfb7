import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import type { RunResult } from '../../support/run.js'
import { scriptedPass, type ScriptedPass } from '../../support/scripted-pass.js'
import type { AccessKey } from '../../support/sts-server/model.js'

let scene: KeyScene
let pass: ScriptedPass
beforeEach(async () => {
  scene = await startKeyScene()
  pass = await scriptedPass(scene.home)
})
afterEach(() => scene[Symbol.asyncDispose]())

const rolecall = (args: string[], stdin = ''): Promise<RunResult> =>
  scene.rolecall(args, { env: pass.env, stdin, timeoutMs: 60_000 })
const add = (...flags: string[]): Promise<RunResult> =>
  rolecall(
    ['add', 'base', '--stdin', ...flags],
    `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`,
  )
const keys = (): AccessKey[] => scene.sts.model.users[0]?.keys ?? []
const active = (): AccessKey[] => keys().filter(({ status }) => status === 'Active')

/** The profile hands out a key that AWS has as active. */
async function expectUsable(before: string): Promise<void> {
  const { stdout, stderr } = await rolecall(['process', 'base', '--no-session'])
  expect({ before, stderr }).toEqual({ before, stderr: '' })
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(
    stdout,
  ) as Record<string, string>
  expect(active()).toContainEqual(expect.objectContaining({ accessKeyId, secretAccessKey }))
}

describe.each([
  ['insert', 'full'],
  ['insert', 'garbled'],
  ['show', 'locked'],
  ['rm', 'full'],
] as const)('a store whose %s fails (%s)', (operation, fault) => {
  test('at any moment of a rotation: no key is lost, and the next run ends it', async () => {
    expect(await add()).toMatchObject({ code: 0 })
    let failed = 0
    for (let nth = 1; nth <= 5; nth++) {
      await pass.failFrom(operation, nth, fault)
      const stopped = await rolecall(['rotate', 'base'])
      await pass.recover()
      const before = `${operation} ${nth}: ${stopped.stderr}`
      expect(
        secretsIn(
          stopped.stdout + stopped.stderr,
          keys().map((key) => key.secretAccessKey),
        ),
      ).toEqual([])
      if (stopped.code !== 0) {
        failed++
        expect({ before, code: stopped.code }).toEqual({ before, code: 5 })
        expect(stopped.stderr).toMatch(/^hint: /m)
      }
      await expectUsable(before)
      const next = await rolecall(['rotate', 'base'])
      expect({ before, ...next }).toMatchObject({ before, code: 0, stdout: '' })
      expect({ before, active: active().length, keys: keys().length <= 2 }).toEqual({
        ...{ before, active: 1, keys: true },
      })
      await expectUsable(before)
    }
    expect(failed).toBeGreaterThan(0)
  }, 120_000)
})

test.each([
  ['insert', 1, 'full'],
  ['insert', 1, 'garbled'],
  ['show', 1, 'locked'],
] as const)('add: %s %i %s: nothing is stored', async (operation, nth, fault) => {
  await pass.failFrom(operation, nth, fault)
  const added = await add()
  expect(added).toMatchObject({ code: 5, stdout: '' })
  expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
  expect(await scene.awsFile('config')).toBe('')
  await pass.recover()
  expect(await add()).toMatchObject({ code: 0 })
})

test('add --replace: the key before stays if the new one cannot be read back', async () => {
  await add()
  await pass.failFrom('insert', 1, 'garbled')
  const replaced = await add('--replace', '--no-verify')
  expect(replaced).toMatchObject({ code: 5 })
  await pass.recover()
  await rolecall(['add', 'other', '--stdin'], 'nothing')
  expect((await scene.rolecall(['keys', '--json'])).stdout).toContain(scene.key.accessKeyId)
})
