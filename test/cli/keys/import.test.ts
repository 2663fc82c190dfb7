import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { PROGRAM, scratchEnv } from '../../support/run.js'
import { longTermKey } from '../../support/sts-server/default-model.js'
import { runInTerminal } from '../../support/terminal.js'

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
  await scene.home.write('.aws/config', CONFIG(scene.serial))
  await scene.home.write('.aws/credentials', credentials())
})
afterEach(() => scene[Symbol.asyncDispose]())

const CONFIG = (serial: string): string => `# mine
[profile base]
mfa_serial = ${serial}
region = eu-west-1

[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
region = eu-west-1
`
const linesOf = ({ accessKeyId, secretAccessKey }: KeyScene['key']): string =>
  `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
const credentials = (): string => `[base]
${linesOf(scene.key)}
[temporary]
aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${'t'.repeat(40)}
aws_session_token = token
`
const REST = `[temporary]
aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${'t'.repeat(40)}
aws_session_token = token
`
const IMPORT = ['import', '--from', 'credentials']

describe('rolecall import --from credentials', () => {
  test('moves the key; the profiles go on working as they are', async () => {
    const moved = await scene.rolecall([...IMPORT])
    expect(moved).toMatchObject({ code: 0, stdout: '' })
    expect(moved.stderr).toContain('-aws_secret_access_key = ****')
    expect(await scene.awsFile('credentials')).toBe(REST)
    expect(await scene.awsFile('config')).toMatch(
      /^# mine\n\[profile base\]\n# adopted by rolecall.*\ncredential_process = \S+ process --profile base\nmfa_serial = \S+\nregion = eu-west-1\n\n\[profile dev\]\nrole_arn = \S+\nsource_profile = base\nregion = eu-west-1\n$/,
    )
    expect(await scene.home.searchFor([scene.key.secretAccessKey])).toEqual([])
    expect(secretsIn(moved.stderr, [scene.key.secretAccessKey])).toEqual([])
    const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
    expect(await scene.rolecall(['process', 'dev'], { env })).toMatchObject({ code: 0, stderr: '' })
    const again = await scene.rolecall([...IMPORT])
    expect(again).toMatchObject({ code: 0, stdout: '' })
    expect(again.stderr).toContain('nothing to do')
  })

  test('keeps cached sessions usable', async () => {
    const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
    const before = await scene.rolecall(['process', 'dev'], { env })
    await scene.rolecall([...IMPORT])
    expect((await scene.rolecall(['process', 'dev', '--no-input'])).stdout).toBe(before.stdout)
  })

  test('--dry-run changes nothing, and --keep leaves the files as they are', async () => {
    const dry = await scene.rolecall([...IMPORT, '--dry-run'])
    expect(dry).toMatchObject({ code: 0, stderr: 'rolecall: would move the keys of: base\n' })
    expect(dry.stdout).toContain('-aws_access_key_id = ****\n-aws_secret_access_key = ****\n')
    expect(secretsIn(dry.stdout, [scene.key.secretAccessKey])).toEqual([])
    expect(scene.sts.requests).toEqual([])
    expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
    expect(await scene.rolecall([...IMPORT, '--keep'])).toMatchObject({ code: 0 })
    expect(await scene.awsFile('credentials')).toBe(credentials())
    expect(await scene.awsFile('config')).toBe(CONFIG(scene.serial))
    const { stdout } = await scene.rolecall(['explain', 'base'])
    expect(stdout).toContain('a plaintext copy is left in')
  })

  test('moves a key from the config file too', async () => {
    await scene.home.write('.aws/credentials', '')
    await scene.configure(`[default]\nregion = eu-west-1\n${linesOf(scene.key)}`)
    expect(await scene.rolecall([...IMPORT, 'default'])).toMatchObject({ code: 0 })
    expect(await scene.awsFile('config')).toMatch(
      /^\[default\]\n# adopted.*\ncredential_process = \S+ process --profile default\nregion = eu-west-1\n$/,
    )
    expect(await scene.rolecall(['process', 'default'])).toMatchObject({ code: 0 })
  })

  test('a key that AWS refuses stays, and does not stop the others', async () => {
    const refused = longTermKey()
    await scene.home.write('.aws/credentials', `[old]\n${linesOf(refused)}${credentials()}`)
    const moved = await scene.rolecall([...IMPORT])
    expect(moved).toMatchObject({ code: 3, stdout: '' })
    expect(moved.stderr).toContain('the key of old stays in its file: ')
    expect(await scene.awsFile('credentials')).toBe(`[old]\n${linesOf(refused)}${REST}`)
    expect(await scene.rolecall(['process', 'base', '--no-session'])).toMatchObject({ code: 0 })
  })

  test('a key that cannot be stored stays', async () => {
    const moved = await scene.rolecall([...IMPORT, '--store', 'none'])
    expect(moved).toMatchObject({ code: 5, stdout: '' })
    expect(await scene.awsFile('credentials')).toBe(credentials())
  })

  test('another key of the same profile is never lost', async () => {
    const other = longTermKey()
    await scene.configure(`[profile base]\nregion = eu-west-1\n${linesOf(other)}`)
    const two = await scene.rolecall([...IMPORT, 'base'])
    expect(two).toMatchObject({ code: 1, stdout: '' })
    expect(two.stderr).toContain('profile base has two access keys')
    expect(await scene.awsFile('config')).toContain(other.secretAccessKey)
    expect(await scene.awsFile('credentials')).toBe(credentials())
  })

  test.each([
    ['temporary', /its key is a session/],
    ['dev', /it has no access key/],
    ['nowhere', /nowhere/],
  ])('says why the key of %s is not moved', async (profile, message) => {
    const result = await scene.rolecall([...IMPORT, profile])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(message)
  })

  test('asks a person, who sees the diff and may decline', async () => {
    using terminal = runInTerminal('rolecall', IMPORT, { env: { ...scene.env, NO_COLOR: '1' } })
    await terminal.waitFor(/Move the keys of base\?/)
    terminal.send('n\r')
    expect(await terminal.exit).toMatchObject({ code: 130 })
    expect(await scene.awsFile('credentials')).toBe(credentials())
    expect(terminal.transcript).toContain('-aws_secret_access_key = ****')
  })
})

test('kill -9 at any moment leaves the key in a file or in the store', async () => {
  const env = scratchEnv(scene.env)
  const timed = performance.now()
  await scene.rolecall([...IMPORT, '--dry-run'])
  const ms = (performance.now() - timed) * 2
  for (let round = 0; round < 12; round++) {
    await scene.rolecall(['remove', 'base', '--yes'])
    await scene.home.write('.aws/config', CONFIG(scene.serial))
    await scene.home.write('.aws/credentials', credentials())
    const child = spawn(process.execPath, [PROGRAM, ...IMPORT], { env, stdio: 'ignore' })
    const ended = once(child, 'exit')
    const timer = setTimeout(() => child.kill('SIGKILL'), (ms * round) / 11)
    await ended
    clearTimeout(timer)
    const bare = await scene.rolecall(['process', 'base', '--no-session'])
    expect(JSON.parse(bare.stdout)).toMatchObject({ SecretAccessKey: scene.key.secretAccessKey })
    expect(await scene.rolecall([...IMPORT])).toMatchObject({ code: 0 })
    expect(await scene.awsFile('credentials')).toBe(REST)
    expect(await scene.home.searchFor([scene.key.secretAccessKey])).toEqual([])
  }
}, 120_000)
