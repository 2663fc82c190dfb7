import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
  await scene.atTerminal(['login', 'dev'])
})
afterAll(() => scene[Symbol.asyncDispose]())

async function secondsLeft(): Promise<number> {
  const { stdout } = await scene.rolecall(['status', '--json'])
  const { sessions } = JSON.parse(stdout) as {
    sessions: { profile: string; secondsLeft: number }[]
  }
  return sessions.find(({ profile }) => profile === 'dev')?.secondsLeft ?? Infinity
}

test('--min-ttl replaces a session that would expire too soon', async () => {
  const before = await scene.rolecall(['process', 'dev'])
  await expect.poll(secondsLeft, { timeout: 10_000 }).toBeLessThan(3599)
  const enough = await scene.rolecall(['process', 'dev', '--min-ttl', '59m'])
  expect(enough).toEqual({ ...before, ms: enough.ms })
  const replaced = await scene.rolecall(['process', 'dev', '--min-ttl', '3599s'])
  expect(replaced).toMatchObject({ code: 0, stderr: '' })
  expect(replaced.stdout).not.toBe(before.stdout)
  expect(await scene.rolecall(['process', 'dev'])).toMatchObject({ stdout: replaced.stdout })
})

test('a --min-ttl that no session of the role reaches gives a notice, and costs no call', async () => {
  const calls = scene.sts.requests.length
  const result = await scene.rolecall(['login', 'dev', '--min-ttl', '2h'])
  expect(result).toMatchObject({ code: 0, stdout: '' })
  expect(result.stderr).toMatch(
    /^rolecall: this session expires in 59 min, sooner than --min-ttl requires\nrolecall: dev: ready, 59 min left\n$/,
  )
  expect(scene.sts.requests).toHaveLength(calls)
})
