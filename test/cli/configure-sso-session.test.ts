import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

const URL = 'https://corp.awsapps.com/start'
const BEFORE = '# mine\n[default]\nregion = eu-west-1'
const SECTION = `[sso-session corp]
sso_start_url = ${URL}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`
const FLAGS = ['--sso-session', 'corp', '--sso-start-url', URL, '--sso-region', 'eu-west-1']

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
beforeEach(() => scene.configure(BEFORE))
afterAll(() => scene[Symbol.asyncDispose]())

const config = (): Promise<string> => readFile(join(scene.home.path, '.aws/config'), 'utf8')

test('flags describe a session; a second run changes nothing, and own lines stay', async () => {
  const first = await scene.rolecall(['configure', ...FLAGS, '--yes'])
  expect(first).toMatchObject({ code: 0, stdout: '' })
  expect(first.stderr).toContain('rolecall accounts corp')
  expect(await config()).toBe(`${BEFORE}\n\n${SECTION}`)
  expect(await scene.rolecall(['configure', ...FLAGS, '--yes'])).toMatchObject({
    ...{ code: 0, stdout: '' },
    stderr: 'rolecall: nothing to do: [sso-session corp] already matches these settings\n',
  })
  await scene.configure(
    `${SECTION.replace('eu-west-1', 'us-east-1')}sso_use_device_code = true # me\n`,
  )
  expect(await scene.rolecall(['configure', ...FLAGS, '--yes'])).toMatchObject({ code: 0 })
  expect(await config()).toBe(`${SECTION}sso_use_device_code = true # me\n`)
})

test('a terminal asks for what is missing', async () => {
  const env = { ...scene.env, NO_COLOR: '1' }
  using terminal = runInTerminal('rolecall', ['configure', '--sso-session', 'corp'], { env })
  await terminal.waitFor(/Start URL/)
  terminal.send(`${URL}\r`)
  await terminal.waitFor(/Region of IAM Identity Center/)
  terminal.send('eu-west-1\r')
  // It offers the present one.
  await terminal.waitFor(/Default region of your roles \(empty for none\) .*eu-west-1/)
  terminal.send('\r')
  await terminal.waitFor(/Write this to/)
  terminal.send('y\r')
  expect((await terminal.exit).code).toBe(0)
  expect(await config()).toBe(`${BEFORE}\n\n${SECTION}`)
})

test.each([
  ['us-east-2', `\n[default]\nregion = us-east-2\n`],
  ['', ''],
])('the default region %j is for roles without a profile', async (region, added) => {
  await scene.configure('')
  const env = { ...scene.env, NO_COLOR: '1' }
  using terminal = runInTerminal('rolecall', ['configure', ...FLAGS], { env })
  await terminal.waitFor(/Default region of your roles/)
  terminal.send(`${region}\r`)
  await terminal.waitFor(/Write this to/)
  terminal.send('y\r')
  expect((await terminal.exit).code).toBe(0)
  expect(await config()).toBe(`${SECTION}${added}`)
})

test('--region sets the default region, and keeps the other lines of [default]', async () => {
  await scene.configure('[default]\noutput = json\nregion = eu-west-1 # home\n')
  const words = ['configure', ...FLAGS, '--region', 'us-east-2', '--yes']
  expect(await scene.rolecall(words)).toMatchObject({ code: 0, stdout: '' })
  expect(await config()).toBe(`[default]\noutput = json\nregion = us-east-2 # home\n\n${SECTION}`)
})

test.each<[string[], RegExp]>([
  [['--sso-session', 'corp'], /sso_start_url of \[sso-session corp\]: is missing/],
  [['--sso-start-url', URL], /--sso-session needs a name/],
  [[...FLAGS, '--duration', '2h'], /cannot be combined with a profile or its keys/],
  [
    [...FLAGS, '--region', 'Ireland'],
    /--region Ireland is not the name of a region\nhint: enter a region such as eu-west-1/,
  ],
  [['dev', ...FLAGS], /cannot be combined with a profile or its keys/],
  [['--sso-session', 'a b', ...FLAGS.slice(2)], /an \[sso-session\] named a b/],
  [['--sso-session', 'x', '--sso-start-url', 'corp', '--sso-region', 'eu-west-1'], /enter the URL/],
  [['--sso-session', 'x', '--sso-start-url', URL, '--sso-region', 'Ireland'], /enter a region/],
  [
    [
      ...['--sso-session', 'x', '--sso-region', 'us-east-1'],
      ...['--sso-start-url', 'https://ssoins-1.portal.eu-west-1.app.aws'],
    ],
    /the start URL belongs to eu-west-1, not to us-east-1/,
  ],
])('%j is refused, and nothing is written', async (words, message) => {
  const result = await scene.rolecall(['configure', ...words, '--yes'])
  expect(result).toMatchObject({ code: 2, stdout: '' })
  expect(result.stderr).toMatch(message)
  expect(result.stderr).toMatch(/\nhint: /)
  expect(await config()).toBe(BEFORE)
})
