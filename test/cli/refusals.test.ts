import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile nomfa]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys

[profile keys]

[profile deploy]
role_arn = arn:aws:iam::222222222222:role/deploy
source_profile = keys

[profile wrong-secret]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = forged

[profile stranger]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = unknown

[profile wrong-device]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = keys
mfa_serial = arn:aws:iam::111111111111:mfa/somebody-else
`)
  const { accessKeyId, secretAccessKey } = scene.key
  const section = (name: string, id: string, secret: string): string =>
    `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`
  await scene.home.write(
    '.aws/credentials',
    section('base', accessKeyId, secretAccessKey) +
      section('keys', accessKeyId, secretAccessKey) +
      section('forged', accessKeyId, 'wrong') +
      section('unknown', 'AKIAAAAAAAAAAAAAAAAA', 'wrong'),
  )
})
afterAll(() => scene[Symbol.asyncDispose]())

/** What a colleague would say, and what to do next. */
const REFUSED: [args: string[], says: RegExp, hint: RegExp][] = [
  [
    ['process', 'deploy'],
    /AWS denied this: .*sts:AssumeRole.*\(AccessDenied, request /,
    /external id/,
  ],
  [['process', 'nomfa', '--duration', '2h'], /does not allow sessions that long/, /--duration/],
  [
    ['process', 'wrong-secret'],
    /could not verify the signature/,
    /secret access key does not belong/,
  ],
  [['process', 'stranger'], /does not know the access key/, /deleted, deactivated/],
  [
    ['process', 'wrong-device', '--mfa-code', '123456'],
    /does not know this MFA device/,
    /mfa_serial/,
  ],
]

test.each(REFUSED)('rolecall %j', async (args, says, hint) => {
  const result = await scene.rolecall(args)
  expect(result).toMatchObject({ code: 3, stdout: '' })
  const [first = '', second = ''] = result.stderr.split('\n')
  expect(first).toMatch(/^rolecall: /)
  expect(first).toMatch(says)
  expect(second).toMatch(/^hint: /)
  expect(second).toMatch(hint)
})

test.each([3600_000, -3600_000])('a clock that is off by %i ms is corrected', async (shift) => {
  scene.sts.clockShift = shift
  try {
    const fresh = await scene.rolecall(['process', 'nomfa', '--refresh'])
    expect(fresh).toMatchObject({ code: 0, stderr: '' })
    const calls = scene.sts.requests.length
    expect(await scene.rolecall(['process', 'nomfa'])).toMatchObject({ stdout: fresh.stdout })
    expect(scene.sts.requests).toHaveLength(calls)
  } finally {
    scene.sts.clockShift = 0
  }
})

test('throttling and an STS that nobody reaches', async () => {
  scene.sts.fault('AssumeRole', 'throttle', { times: 10 })
  const words = ['process', 'nomfa', '--no-cache']
  const throttled = await scene.rolecall(words)
  expect(throttled).toMatchObject({ code: 3, stdout: '' })
  expect(throttled.stderr).toContain('AWS is throttling these calls')
  scene.sts.clearFaults()
  const env = { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' }
  const unreached = await scene.rolecall(words, { env })
  expect(unreached).toMatchObject({ code: 1, stdout: '' })
  expect(unreached.stderr).toContain('STS could not be reached')
})

test('a hostile answer of STS cannot write on the terminal', async () => {
  await scene.configure(`[profile evil]
role_arn = arn:aws:iam::222222222222:role/x\u001B[2Jx
source_profile = base
`)
  const result = await scene.rolecall(['process', 'evil'])
  expect(result.code).not.toBe(0)
  expect(result.stderr).not.toContain('\u001B')
})
