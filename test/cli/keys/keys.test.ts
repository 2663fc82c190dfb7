import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { secretsIn } from '../../support/canaries.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'
import { runInTerminal } from '../../support/terminal.js'

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene()
  const stdin = `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`
  await scene.rolecall(['add', 'base', '--stdin'], { stdin })
})
afterEach(() => scene[Symbol.asyncDispose]())

const statusOf = (): string | undefined => scene.sts.model.users[0]?.keys[0]?.status
const keyFiles = async (): Promise<string[]> =>
  (await scene.home.files()).filter((file) =>
    /\/rolecall\/(keys|sealed)\/.*[0-9a-f]{64}/.test(file),
  )

describe('rolecall keys', () => {
  test('lists the index without a call to AWS', async () => {
    const calls = scene.sts.requests.length
    const { stdout, stderr, code } = await scene.rolecall(['keys'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [head, row] = stdout.split('\n')
    expect(head?.split(/ {2,}/)).toEqual(['PROFILE', 'KEY ID', 'USER', 'ACCOUNT', 'AGE', 'STORE'])
    expect(row?.split(/ {2,}/)).toEqual([
      ...['base', scene.key.accessKeyId, 'alice', '111111111111', '0 days', 'file'],
    ])
    expect(scene.sts.requests).toHaveLength(calls)
    const json = JSON.parse((await scene.rolecall(['keys', '--json'])).stdout) as object[]
    expect(json).toMatchObject([{ profile: 'base', accessKeyId: scene.key.accessKeyId }])
  })

  test('--online asks IAM, with the key itself if there is no MFA device', async () => {
    const online = await scene.rolecall(['keys', '--online', '--json'])
    expect(online).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(online.stdout)).toMatchObject([
      { status: 'Active', created: '2026-01-01T00:00:00Z', keysOfUser: 1 },
    ])
    const [key] = scene.sts.model.users[0]?.keys ?? []
    if (key) Object.assign(key, { status: 'Active', lastUsed: Date.now() })
    const { stdout } = await scene.rolecall(['keys', '--online'])
    expect(stdout).toMatch(/Active +0 days ago\n$/)
    expect(secretsIn(stdout + online.stdout, [scene.key.secretAccessKey])).toEqual([])
  })

  test('--online uses the MFA session if the profile has a device', async () => {
    await scene.rolecall(['configure', 'base', '--mfa-serial', scene.serial, '--yes'])
    scene.iam.mfaActions = ['ListAccessKeys']
    const code = scene.sts.freshCode(scene.serial)
    const env = { ROLECALL_MFA_CODE: code }
    const { stdout, ...end } = await scene.rolecall(['keys', '--online', '--json'], { env })
    expect(end).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject([{ status: 'Active' }])
    expect(scene.iam.calls('ListAccessKeys')[0]?.params['UserName']).toBe('alice')
  })

  test('--online lists a key although IAM refuses, and says why', async () => {
    scene.iam.deniedActions = ['ListAccessKeys']
    const { stdout, stderr, code } = await scene.rolecall(['keys', '--online'])
    expect(code).toBe(1)
    expect(stdout).toContain(scene.key.accessKeyId)
    expect(stderr).toMatch(/iam:ListAccessKeys/)
  })

  test('says so if there are none', async () => {
    await scene.rolecall(['remove', 'base', '--yes'])
    expect(await scene.rolecall(['keys'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'rolecall: no stored keys; to store one: rolecall add NAME\n',
    })
    expect((await scene.rolecall(['keys', '--json'])).stdout).toBe('[]\n')
  })
})

describe('rolecall remove', () => {
  test('removes the key, its sessions and the line of the profile, and asks first', async () => {
    await scene.rolecall(['process', 'base'])
    expect(await keyFiles()).toHaveLength(3)
    const unasked = await scene.rolecall(['remove', 'base'])
    expect(unasked).toMatchObject({ code: 2, stdout: '' })
    expect(unasked.stderr).toContain(
      'hint: to do that without a prompt: rolecall remove base --yes',
    )
    expect(await keyFiles()).toHaveLength(3)
    const removed = await scene.rolecall(['remove', 'base', '--yes'])
    expect(removed).toMatchObject({ code: 0, stdout: '' })
    expect(removed.stderr).toContain('still works in AWS')
    expect(removed.stderr).toContain('and 1 cached session')
    expect(await keyFiles()).toEqual([])
    expect(await scene.awsFile('config')).toBe('[profile base]\n')
    expect(statusOf()).toBe('Active')
    const gone = await scene.rolecall(['process', 'base'])
    expect(gone).toMatchObject({ code: 1, stdout: '' })
    expect(gone.stderr).toContain('rolecall add base')
  })

  test.each([
    ['--deactivate', 'Inactive'],
    ['--delete', undefined],
  ])('%s ends it in AWS first', async (flag, status) => {
    const removed = await scene.rolecall(['remove', 'base', flag, '--yes'])
    expect(removed).toMatchObject({ code: 0, stdout: '' })
    expect(statusOf()).toBe(status)
    expect(await keyFiles()).toEqual([])
  })

  test('keeps everything if AWS refuses or does not answer', async () => {
    scene.iam.deniedActions = ['DeleteAccessKey']
    const refused = await scene.rolecall(['remove', 'base', '--delete', '--yes'])
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(await scene.rolecall(['process', 'base'])).toMatchObject({ code: 0 })
  })

  test('is done if AWS deleted the key and the answer was lost', async () => {
    scene.iam.fault('DeleteAccessKey', 'reset', { times: 1 })
    expect(await scene.rolecall(['remove', 'base', '--delete', '--yes'])).toMatchObject({ code: 0 })
    expect(scene.sts.model.users[0]?.keys).toEqual([])
    expect(await keyFiles()).toEqual([])
  })

  test('asks a person, who may decline', async () => {
    using terminal = runInTerminal('rolecall', ['remove', 'base'], { env: scene.env })
    await terminal.waitFor(/Remove AKIA\w+ from encrypted files\?/)
    terminal.send('\r')
    expect(await terminal.exit).toMatchObject({ code: 130 })
    expect(await keyFiles()).toHaveLength(2)
  })

  test('names what is wrong', async () => {
    expect((await scene.rolecall(['remove', 'other', '--yes'])).stderr).toBe(
      'rolecall: no key of profile other is stored\nhint: rolecall keys lists the stored keys\n',
    )
    expect(await scene.rolecall(['remove'])).toMatchObject({ code: 2 })
  })
})
