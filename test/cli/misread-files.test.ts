import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEV, profiles, startScene, type Scene } from '../support/scene.js'

let scene: Scene
beforeEach(async () => {
  scene = await startScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const env = { AWS_EC2_METADATA_DISABLED: 'true' }

test.each([
  ['[profile broken', 'broken'],
  ['[profile "broken]', 'broken'],
  ['[profile ]', undefined],
  ['[sso-session', undefined],
])('the header %s is named by list, and by the error for its profile', async (header, name) => {
  await scene.configure(`# first line\n${header}\nregion = us-east-1\n\n${profiles(scene.serial)}`)
  const path = `${scene.home.path}/.aws/config`
  const said = `line 2 of ${path} is not a valid section header: ${header}`
  const list = await scene.rolecall(['list'])
  expect(list).toMatchObject({ code: 0, stderr: `rolecall: ${said}\n` })
  expect(list.stdout).toContain('dev ')
  if (name === undefined) return
  expect(await scene.rolecall(['process', name])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `rolecall: there is no profile ${name}\nhint: ${said}\n`,
  })
})

test('sections of other programs are not mentioned', async () => {
  await scene.configure(`[plugins]\ncli_legacy_plugin_path = x\n\n${profiles(scene.serial)}`)
  expect(await scene.rolecall(['list'])).toMatchObject({ code: 0, stderr: '' })
})

test('a misspelt sso-session gets the nearest, a missing key its place', async () => {
  await scene.configure(`[sso-session acme]
sso_start_url = https://acme.awsapps.com/start

[profile typo]
sso_session = acmee
sso_account_id = 111111111111
sso_role_name = dev

[profile lacks-region]
sso_session = acme
sso_account_id = 111111111111
sso_role_name = dev
`)
  expect((await scene.rolecall(['process', 'typo'])).stderr).toBe(
    'rolecall: profile typo names [sso-session acmee], which does not exist\nhint: did you mean acme?\n',
  )
  expect((await scene.rolecall(['process', 'lacks-region'])).stderr).toBe(
    'rolecall: profile lacks-region uses IAM Identity Center, but sso_region is missing\n' +
      `hint: add sso_region to [sso-session acme] in ${scene.home.path}/.aws/config\n`,
  )
})

test('list shows the role of a profile that has no credentials', async () => {
  await scene.configure(`[profile jane]\nmfa_serial = ${scene.serial}\n
[profile ops]\nrole_arn = ${DEV}\nsource_profile = jane\nregion = eu-west-1\n`)
  const { stdout } = await scene.rolecall(['list'], { env })
  expect(stdout).toMatch(/^ops +dev +222222222222 +eu-west-1 +profile jane has no credentials/m)
})

test.each([
  ['config', '[ profile ann ]\nrole_arn = ROLE\nsource_profile = base\n', 'ann', 1],
  ['config', '\n[default ]\nregion = eu-west-1\n', 'default', 2],
  [
    'credentials',
    '[base]\n\n[ ann ]\naws_access_key_id = A\naws_secret_access_key = s\n',
    'ann',
    3,
  ],
])(
  'a header in %s that botocore and JavaScript ignore is named: %j',
  async (file, text, profile, line) => {
    await scene.configure('')
    await scene.home.write(
      '.aws/credentials',
      '[base]\naws_access_key_id = A\naws_secret_access_key = s\n',
    )
    await scene.home.write(`.aws/${file}`, text.replace('ROLE', DEV))
    const where = `line ${line} of ${scene.home.path}/.aws/${file}`
    const note = `botocore and JavaScript ignore ${where}: remove the spaces inside [`
    expect((await scene.rolecall(['list'])).stderr).toContain(note)
    const explained = await scene.rolecall(['explain', profile])
    if (profile !== 'default') expect(explained.stdout).toContain(`note: ${note}`)
  },
)

test('a role in a GitHub Actions job without id-token is told the permission', async () => {
  await scene.configure('')
  await scene.home.write('.aws/credentials', '')
  const job = { ...env, GITHUB_ACTIONS: 'true' }
  const words = ['env', DEV, '--region', 'eu-west-1', '--format', 'github']
  const result = await scene.rolecall(words, { env: job })
  expect(result.code).not.toBe(0)
  expect(result.stderr).toContain('permissions: id-token: write')
})

test.each([
  ['Ireland', 2, '--region Ireland is not the name of a region'],
  ['eu-wst-1', 0, 'eu-wst-1 is not a region that rolecall knows: did you mean'],
])('configure --region %s', async (region, code, says) => {
  const result = await scene.rolecall(['configure', 'dev', '--region', region, '--yes'])
  expect(result.code).toBe(code)
  expect(result.stderr).toContain(says)
})
