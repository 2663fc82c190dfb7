import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEV, startScene, type Scene } from '../support/scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile scripted]
role_arn = ${DEV}
source_profile = base
mfa_process = echo 123456

[profile window]
rolecall_saml_url = https://idp.example.com/sso
role_arn = ${DEV}

[profile identity-center]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 444455556666
sso_role_name = Auditor
`)
})
afterAll(() => scene[Symbol.asyncDispose]())

test('the plan from the key to the role', async () => {
  const result = await scene.rolecall(['explain', 'dev'])
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout)
    .toBe(`● access key ${scene.key.accessKeyId} of profile base, in ${join(scene.home.path, '.aws/credentials')}
│
├─ GetSessionToken, 12 h, MFA ${scene.serial}
│  not cached: prompts for an MFA code
│
├─ AssumeRole dev in 222222222222, 1 h
│  not cached: one STS call
▼
● credentials for dev, region eu-west-1
STS endpoint: ${scene.sts.url}

rolecall would prompt for an MFA code.
`)
  expect(scene.sts.requests).toEqual([])
})

test.each([
  [
    'window',
    'a SAML assertion from a sign-in in the browser',
    'rolecall would ask you to sign in.',
  ],
  ['scripted', 'not cached: mfa_process supplies the code', 'rolecall would not prompt.'],
])('%s: %s; %s', async (profile, step, verdict) => {
  const { stdout, code } = await scene.rolecall(['explain', profile])
  expect(stdout).toContain(step)
  expect(stdout.endsWith(`\n${verdict}\n`)).toBe(true)
  expect(code).toBe(0)
})

test('list shows the same, and the role of IAM Identity Center', async () => {
  const { stdout } = await scene.rolecall(['list', '--json'])
  const listed = JSON.parse(stdout) as { profile: string }[]
  const named = (name: string): unknown => listed.find(({ profile }) => profile === name)
  expect(named('dev')).toMatchObject({ asksForCode: true })
  expect(named('scripted')).toMatchObject({ asksForCode: false })
  expect(named('identity-center')).toMatchObject({ role: 'Auditor', account: '444455556666' })
  const { stdout: auditors } = await scene.rolecall(['list', '--role', 'audit', '--name', 'center'])
  expect(auditors).toMatch(/\nidentity-center +Auditor +444455556666 +SSO\n/)
})

describe('an MFA device that is not used', () => {
  const NOTE = 'is not used: no profile inherits it'
  const explained = async (config: string, ...args: string[]): Promise<string> => {
    await using scene = await startScene(config)
    const { code, stdout } = await scene.rolecall(['explain', ...args])
    expect(code).toBe(0)
    return stdout
  }

  test('is named if another profile has it, or a profile switches it off', async () => {
    const off = `[profile off]\nrole_arn = ${DEV}\nsource_profile = base\nmfa_serial =\n`
    expect(await explained(off, 'off')).toContain(`mfa_serial of [base] ${NOTE}`)
    const inherited = `[default]\nmfa_serial = 123456789\n[profile plain]\n${KEYS}`
    expect(await explained(inherited, 'plain')).toContain(`mfa_serial of [default] ${NOTE}`)
  })

  test.each(['base', 'dev'])('%s: is not named if only its own is there', async (profile) => {
    expect(await explained('', profile)).not.toContain(NOTE)
  })

  test('is not named if the call accepts no code', async () => {
    const config = `[default]\nmfa_serial = 123456789\n[profile plain]\n${KEYS}`
    for (const profile of ['base', 'plain']) {
      const shown = await explained(config, profile, '--read-only')
      expect(shown).toContain('GetFederationToken')
      expect(shown).not.toContain(NOTE)
    }
  })

  test('is not named for a source with which no code can be used: the plan says so', async () => {
    const config = `[profile printed]\nrole_arn = ${DEV}\nsource_profile = program\nmfa_serial = 123456789\n[profile program]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 444455556666\nsso_role_name = Auditor\n`
    const shown = await explained(config, 'printed')
    expect(shown).toContain('mfa_serial of profile printed is not used')
    expect(shown).not.toContain(NOTE)
  })
})

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalr\n'
