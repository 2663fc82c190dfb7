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

/** The message and the hint for each refusal. */
const REFUSED: [args: string[], message: RegExp, hint: RegExp][] = [
  [
    ['process', 'deploy'],
    /AWS denied this: .*sts:AssumeRole.*\(AccessDenied, request /,
    /external ID/,
  ],
  [
    ['process', 'nomfa', '--duration', '2h'],
    /does not allow sessions of this duration/,
    /--duration/,
  ],
  [
    ['process', 'wrong-secret'],
    /could not verify the signature/,
    /secret access key does not match access key ID AKIA\w+: enter/,
  ],
  [
    ['process', 'stranger'],
    /does not know the access key AKIAAAAAAAAAAAAAAAAA \(/,
    /deleted, deactivated/,
  ],
  [
    ['process', 'wrong-device', '--mfa-code', '123456'],
    /does not know this MFA device/,
    /mfa_serial/,
  ],
]

test.each(REFUSED)('rolecall %j', async (args, message, hint) => {
  const result = await scene.rolecall(args)
  expect(result).toMatchObject({ code: 3, stdout: '' })
  const [first = '', second = ''] = result.stderr.split('\n')
  expect(first).toMatch(/^rolecall: /)
  expect(first).toMatch(message)
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

test('throttling, and an unreachable STS', async () => {
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

// eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
const HARMFUL = /[\u001B\u009B\u202C\u202E]/

test('hostile AWS files and words cannot write on the terminal', async () => {
  const bidi = '\u202Elive\u202C'
  await scene.configure(`[profile escape]
role_arn = arn:aws:iam::222222222222:role/x\u001B[2Jx
source_profile = base

[profile ${bidi}]
role_arn = arn:aws:iam::222222222222:role/x
source_profile = nowhere${bidi}

[profile value]
role_arn = ${bidi}
source_profile = base
`)
  const runs: [string[], string][] = [
    [['process', 'escape'], 'role_arn of profile escape contains a control character'],
    [['process', bidi], 'there is no profile nowhere live  ( live  -> nowhere live )'],
    [['process', 'value'], 'is not the ARN of a role:  live '],
    [['process', 'valu\u001B[2J'], 'a profile name contains a control character'],
    [['env', 'base', '--role-arn', '\u001B[2J'], '--role-arn is not the ARN of a role:  [2J'],
    [['env', 'base', '--region', '\u009B2J'], '--region is not the name of a region:  2J'],
    [['env', 'base', '--duration', '\u001B[2J'], '--duration'],
  ]
  for (const [args, message] of runs) {
    const { code, stdout, stderr } = await scene.rolecall(args)
    expect({ args, stdout }).toEqual({ args, stdout: '' })
    expect(code).toBeGreaterThan(0)
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(HARMFUL)
  }
  const { stdout } = await scene.rolecall(['list'])
  expect(stdout).toContain('value')
  expect(stdout).not.toMatch(HARMFUL)
})
