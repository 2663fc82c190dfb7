import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'

/*
 * The life of a stored key: add or import, eject, adopt, remove. eject gives the file back, and
 * leaves the key in its store; remove leaves no line that runs rolecall.
 */

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const MFA = 'mfa_serial = arn:aws:iam::111111111111:mfa/alice\n'
const TOOL =
  'credential_process = aws-vault export --no-session --format=json jane\nrolecall_long_term_keys = true\n'

const config = (): Promise<string> => scene.awsFile('config')
const stdin = (): string => `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`
const add = () => scene.rolecall(['add', 'jane', '--stdin', '--replace'], { stdin: stdin() })
const keyIds = async (): Promise<string[]> =>
  (JSON.parse((await scene.rolecall(['keys', '--json'])).stdout) as { accessKeyId: string }[]).map(
    ({ accessKeyId }) => accessKeyId,
  )

/** What a profile has before its key is stored. */
const BEFORE: [string, string, string][] = [
  ['an MFA device', MFA, 'SDKs have no credentials for it'],
  ['the line of aws-vault', TOOL, 'SDKs run the other tool again'],
  ['both', `${MFA}${TOOL}`, 'SDKs run the other tool again'],
  [
    'comments, settings and a device with the prefix',
    `# mine\n  region = eu-west-1\n\n  rolecall_${MFA}; end\n`,
    'SDKs have no credentials for it',
  ],
  ['the device both ways', `${MFA}rolecall_${MFA}${TOOL}`, 'SDKs run the other tool again'],
  ['settings of roles', `external_id = x\nduration_seconds = 3600\n${TOOL}`, 'SDKs run the other'],
]

describe('of a profile that had', () => {
  test.each(BEFORE)('%s, eject gives the file back and says where the key is', async (...row) => {
    const [, lines, sdks] = row
    for (const selection of ['jane', '--all']) {
      const before = `[profile first]\nregion = x\n\n[profile jane]\n${lines}\n[profile last]\n`
      await scene.configure(before)
      expect(await add()).toMatchObject({ code: 0 })
      const adopted = await config()
      expect(adopted).toMatch(/^credential_process = \S*rolecall process --profile jane$|\n +cred/m)

      const ejected = await scene.rolecall(['eject', selection])
      expect(ejected).toMatchObject({ code: 0, stdout: '' })
      expect(await config()).toBe(before)
      expect(ejected.stderr).toContain('rolecall: ejected: jane\n')
      expect(ejected.stderr).toContain(
        `rolecall: the key ${scene.key.accessKeyId} of jane stays in encrypted files: rolecall still uses it, ${sdks}`,
      )
      expect(ejected.stderr).toContain('rolecall env jane --no-session --format ini')
      expect(ejected.stderr).toContain('rolecall: to remove it from there: rolecall remove jane\n')
      expect(secretsIn(ejected.stderr, [scene.key.secretAccessKey])).toEqual([])

      expect(await keyIds()).toEqual([scene.key.accessKeyId])
      expect(await scene.rolecall(['adopt', selection])).toMatchObject({ code: 0 })
      expect(await config()).toBe(adopted)
    }
  })

  test.each(BEFORE)('%s, remove leaves no line of rolecall', async (_name, lines) => {
    const before = `[profile jane]\n${lines}`
    await scene.configure(before)
    await add()
    expect(await scene.rolecall(['remove', 'jane', '--yes'])).toMatchObject({ code: 0 })
    expect(await config()).toBe(before)
    expect(await keyIds()).toEqual([])
  })
})

test('a profile that add has created is ejected with all, and its key still works', async () => {
  await add()
  const dry = await scene.rolecall(['eject', '--all', '--dry-run'])
  expect(dry.stdout).toMatch(/^-credential_process = .*rolecall process --profile jane$/m)
  expect(dry.stderr).toContain('rolecall: would eject: jane\n')
  expect(await scene.rolecall(['eject', '--all'])).toMatchObject({ code: 0, stdout: '' })
  expect(await config()).toBe('[profile jane]\n')

  // The commands that the message names.
  const ini = await scene.rolecall(['env', 'jane', '--no-session', '--format', 'ini'])
  expect(ini.stdout).toContain(`[jane]\naws_access_key_id = ${scene.key.accessKeyId}\n`)
  expect(ini.stdout).toContain(`aws_secret_access_key = ${scene.key.secretAccessKey}\n`)
  const command = ['exec', 'jane', '--no-session', '--', 'sh', '-c', 'echo $AWS_ACCESS_KEY_ID']
  expect((await scene.rolecall(command)).stdout).toBe(`${scene.key.accessKeyId}\n`)
  expect(await scene.rolecall(['remove', 'jane', '--yes'])).toMatchObject({ code: 0 })
})

test('a profile whose key import has moved is ejected; the key is not written into a file', async () => {
  const { accessKeyId, secretAccessKey } = scene.key
  const before = `[profile jane]\n${MFA}region = eu-west-1\n`
  await scene.configure(before)
  await scene.home.write(
    '.aws/credentials',
    `[jane]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
  expect(await scene.rolecall(['import', '--from', 'credentials', '--yes'])).toMatchObject({
    code: 0,
  })
  expect(await scene.rolecall(['eject', '--all'])).toMatchObject({ code: 0, stdout: '' })
  expect(await config()).toBe(before)
  expect(await scene.home.searchFor([secretAccessKey])).toEqual([])
  expect(await keyIds()).toEqual([accessKeyId])
})

test('several stored keys are ejected at once, with one advice', async () => {
  await add()
  await scene.rolecall(['add', 'joe', '--stdin'], { stdin: stdin() })
  const { stderr } = await scene.rolecall(['eject', '--all'])
  expect(await config()).not.toContain('credential_process')
  expect(stderr.match(/ stays in encrypted files: /g)).toHaveLength(2)
  expect(stderr).toContain('rolecall: to remove one from there: rolecall remove NAME\n')
})

test('a line whose program is gone is mended in a profile with a device', async () => {
  await scene.configure(`[profile jane]\n${MFA}`)
  await add()
  const good = await config()
  await scene.configure(good.replace(/= \S*rolecall process/, '= /gone/rolecall process'))
  expect(await scene.rolecall(['adopt', '--all'])).toMatchObject({ code: 0 })
  expect(await config()).toBe(good)
})
