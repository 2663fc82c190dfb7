import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
  await scene.atTerminal(['login', 'dev'])
})
afterAll(() => scene[Symbol.asyncDispose]())

test('--min-ttl issues a session anew that would end too soon, also past half its life', async () => {
  const before = await scene.rolecall(['process', 'dev'])
  await sleep(1100)
  const enough = await scene.rolecall(['process', 'dev', '--min-ttl', '59m'])
  expect(enough).toEqual({ ...before, ms: enough.ms })
  const anew = await scene.rolecall(['process', 'dev', '--min-ttl', '3599s'])
  expect(anew).toMatchObject({ code: 0, stderr: '' })
  expect(anew.stdout).not.toBe(before.stdout)
  expect(await scene.rolecall(['process', 'dev'])).toMatchObject({ stdout: anew.stdout })
})

test('a time that no session of the role lives is said, and costs no call', async () => {
  const calls = scene.sts.requests.length
  const result = await scene.rolecall(['login', 'dev', '--min-ttl', '2h'])
  expect(result).toMatchObject({ code: 0, stdout: '' })
  expect(result.stderr).toMatch(
    /^rolecall: this session expires in 59 min, sooner than --min-ttl requires\nrolecall: dev: ready, 59 min left\n$/,
  )
  expect(scene.sts.requests).toHaveLength(calls)
})
