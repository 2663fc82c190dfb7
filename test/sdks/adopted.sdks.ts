import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startCommandStorm } from '../support/storm.js'
import { startScene, type Scene } from '../support/scene.js'
import { clientEnv, clientWords, PROJECT, runClient, watchHelper } from './client.js'

const languages = inject('languages')
const ARN = 'arn:aws:sts::222222222222:assumed-role/dev/'

async function adopted(): Promise<Scene> {
  const scene = await startScene()
  expect(await scene.rolecall(['adopt', 'dev'])).toMatchObject({ code: 0, stdout: '' })
  return scene
}

async function adoptedWithSession(): Promise<Scene> {
  const scene = await adopted()
  const code = ['--mfa-code', scene.sts.freshCode(scene.serial)]
  expect(await scene.rolecall(['login', 'dev', ...code])).toMatchObject({ code: 0 })
  return scene
}

describe('after one login', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await adoptedWithSession()
  })
  afterAll(() => scene[Symbol.asyncDispose]())

  test.each(languages)('$name ($sdk) gets the cached session', async (language) => {
    const result = await runClient(scene, language)
    expect(result, result.stderr).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout).toMatch(new RegExp(`^${ARN}\\S+\\n$`))
    expect(scene.sts.calls('AssumeRole')).toHaveLength(1)
  })
})

test('a cold storm of all languages leads to one prompt and one call a step', async () => {
  await using scene = await adopted()
  // Two of each, all children of one parent in one terminal.
  const storm = [...languages, ...languages]
  const commands = storm.map((language) => [
    'env',
    ...Object.entries(clientEnv(scene, language)).map(([name, value]) => `${name}=${value}`),
    ...clientWords(language),
  ])
  using terminal = startCommandStorm(commands, { env: scene.env, cwd: PROJECT })
  // Eighteen runtimes start at once.
  await terminal.waitFor(/MFA code for \S+: /, 60_000)
  terminal.send(`${scene.sts.freshCode(scene.serial)}\r`)
  const results = await terminal.results
  for (const [index, { name }] of storm.entries()) {
    expect(results[index], name).toMatchObject({ code: 0, stderr: '' })
    expect(results[index]?.stdout, name).toContain(ARN)
  }
  expect(terminal.transcript.match(/MFA code for/g)).toHaveLength(1)
  expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
  expect(scene.sts.calls('AssumeRole')).toHaveLength(1)
})

describe('a client that outlives its credentials', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await adoptedWithSession()
  })
  afterAll(() => scene[Symbol.asyncDispose]())

  test.each(languages.filter(({ callsOnce }) => !callsOnce))(
    '$name asks rolecall again, and its calls go on',
    async (language) => {
      const helper = await watchHelper(scene)
      await helper.expireIn(3, 'once')
      const result = await runClient(scene, language, { calls: 2, pauseMs: 3500 })
      expect(result, result.stderr).toMatchObject({ code: 0, stderr: '' })
      expect(result.stdout.trim().split('\n')).toHaveLength(2)
      expect(helper.runs().length).toBeGreaterThan(1)
    },
  )
})

describe('without a terminal and without a session', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await adopted()
  })
  afterAll(() => scene[Symbol.asyncDispose]())

  test.each(languages)('$name fails, and says so on stderr', async (language) => {
    const result = await runClient(scene, language)
    expect(result.code).not.toBe(0)
    expect(result.stdout).toBe('')
    expect(result.stderr).not.toBe('')
  })
})
