import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEV, startScene, type Scene } from '../support/scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(
    `[profile twin]\nrole_arn = ${DEV}\nsource_profile = base\nregion = eu-west-1\n`,
  )
  expect(await scene.atTerminal(['login', 'dev'])).toMatchObject({ code: 0 })
})
afterAll(() => scene[Symbol.asyncDispose]())

test('a session that two profiles share is forgotten by either name', async () => {
  const kept = ['process', 'twin', '--no-input']
  const before = scene.sts.requests.length
  expect((await scene.rolecall(kept)).code).toBe(0)
  expect(scene.sts.requests).toHaveLength(before)
  expect(await scene.rolecall(['logout', 'twin'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'rolecall: removed 1 cached session\n',
  })
  expect((await scene.rolecall(['status', '--json'])).stdout).toMatch(/"sessions":\[\{"[^[]*\}\]\}/)
  expect((await scene.rolecall(kept)).code).toBe(0)
  expect(scene.sts.requests).toHaveLength(before + 1)
})

test('a misspelt name gets a suggestion', async () => {
  expect(await scene.rolecall(['logout', '--profile', 'dve'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'rolecall: nothing to do: no cached session for dve; did you mean dev?\n',
  })
})

test('an existing profile without a session gets no suggestion', async () => {
  await scene.home.write('.aws/credentials', '[x]\naws_access_key_id = a\n')
  expect((await scene.rolecall(['logout', 'admin'])).stderr).toBe(
    'rolecall: nothing to do: no cached session for admin\n',
  )
})

test('sessions of a deleted profile are found by its name', async () => {
  await scene.configure('')
  expect((await scene.rolecall(['logout', 'nobody'])).stderr).toBe(
    'rolecall: nothing to do: no cached session for nobody\n',
  )
  expect((await scene.rolecall(['logout', 'base'])).stderr).toBe(
    'rolecall: removed 1 cached session\n',
  )
})
