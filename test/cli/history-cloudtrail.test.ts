import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/commands.js'
import type { RunResult } from '../support/run.js'
import { runCommand } from '../support/run.js'
import { NOMFA, startRoleScene } from '../support/role-scene.js'
import type { Scene } from '../support/scene.js'
import { startTrail, type TrailRecord, type TrailServer } from '../support/sts-server/cloudtrail.js'
import { secretsIn } from '../support/canaries.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
let trail: TrailServer
/** The entry of a session of `nomfa`. */
let entry: { id: string; accessKeyId: string; sessionArn: string }

beforeAll(async () => {
  scene = await startRoleScene(`[profile locked]
role_arn = arn:aws:iam::222222222222:role/break-glass
source_profile = keys
region = eu-west-1
`)
  trail = await startTrail(scene.sts)
  scene.env['AWS_ENDPOINT_URL_CLOUDTRAIL'] = trail.url
  await scene.rolecall(['process', 'nomfa'])
  await scene.rolecall(['process', 'locked'])
  entry = (await json(['history', '--role', 'nomfa']))[0] as typeof entry
})
afterAll(async () => {
  await trail[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})
beforeEach(() => {
  trail.requests.length = 0
  trail.events.length = 0
  trail.isAllowed = () => true
})

async function json<T = { id: string }[]>(args: string[]): Promise<T> {
  const { stdout } = await scene.rolecall([...args, '--json'])
  return JSON.parse(stdout) as T
}

const ask = (...args: string[]): Promise<RunResult> =>
  scene.rolecall(['history', entry.id, '--cloudtrail', ...args])

/** Events of another service that were signed with the session. */
function use(count: number, values: Partial<TrailRecord> = {}): void {
  for (let at = 0; at < count; at++) {
    trail.events.push({
      eventID: crypto.randomUUID(),
      eventTime: new Date().toISOString().replace(/\.\d+/, ''),
      eventName: 'ListBuckets',
      eventSource: 's3.amazonaws.com',
      awsRegion: 'eu-west-1',
      userIdentity: { accessKeyId: entry.accessKeyId, arn: entry.sessionArn },
      recipients: ['222222222222'],
      ...values,
    })
  }
}

const RECENT = 'rolecall: CloudTrail shows an event five to fifteen minutes later\n'

describe('history --cloudtrail', () => {
  test('finds the call, and what was done with the session, page by page within the rate', async () => {
    use(101)
    use(1, { eventName: 'CreateUser', eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1' })
    const other = { accessKeyId: 'ASIAOTHEROTHEROTHER0', arn: entry.sessionArn }
    use(1, { eventName: 'DeleteUser', userIdentity: other })
    const { code, stdout, stderr } = await ask('--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: RECENT })
    const { events } = JSON.parse(stdout) as { events: { name: string; issuedKeyId?: string }[] }
    const count = (name: string): number => events.filter((each) => each.name === name).length
    expect([count('AssumeRole'), count('ListBuckets'), count('CreateUser')]).toEqual([1, 101, 1])
    expect(events).toHaveLength(103)
    expect(events.find(({ name }) => name === 'AssumeRole')).toMatchObject({
      issuedKeyId: entry.accessKeyId,
      roleArn: NOMFA,
    })
    expect(trail.requests.map(({ region, code }) => [region, code])).toEqual([
      ['eu-west-1', undefined],
      ['eu-west-1', undefined],
      ['eu-west-1', undefined],
      ['eu-west-1', undefined],
      ['us-east-1', undefined],
    ])
    expect(secretsIn(stdout + stderr, scene.sts.secrets())).toEqual([])
  })

  test('prints a table, stops at the limit, and shows on a terminal how far it is', async () => {
    use(60, { eventName: 'Evil\u001b[31m' })
    using terminal = runInTerminal(
      'rolecall',
      ['history', entry.id, '--cloudtrail', '--limit', '55'],
      { env: { ...scene.env, NO_COLOR: '1' }, isWhole: true },
    )
    expect(await terminal.exit).toMatchObject({ code: 0 })
    expect(terminal.transcript).toContain('Evil\\u{1b}[31m')
    expect(terminal.transcript).toMatch(/\d+ events, now in eu-west-1/)
    expect(terminal.transcript).toContain('only 55 events were collected')
  })

  test('is made with other credentials by --as, and says whose events those see', async () => {
    const result = await ask('--as', 'keys', '--json')
    expect(result).toMatchObject({ code: 0 })
    const { events } = JSON.parse(result.stdout) as { events: object[] }
    // The caller's account has the call too, with the key that signed it.
    expect(events).toMatchObject([{ name: 'AssumeRole', accessKeyId: scene.key.accessKeyId }])
    expect(new Set(trail.requests.map(({ caller }) => caller))).toEqual(
      new Set(['arn:aws:iam::111111111111:user/alice']),
    )
  })

  test('finds a denial by its caller', async () => {
    const [denied] = await json(['history', '--role', 'break-glass'])
    const args = ['history', denied?.id ?? '', '--cloudtrail', '--as', 'keys']
    const { code, stdout } = await scene.rolecall(args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/AssumeRole +sts +eu-west-1 +203\.0\.113\.7 +AccessDenied\n$/)
  })

  test('waits if others use up the rate', async () => {
    const credentials = await scene.rolecall(['env', 'nomfa', '--format', 'json'])
    expect(credentials.code).toBe(0)
    const [first, second] = await Promise.all([ask('--json'), ask('--json')])
    expect(first).toMatchObject({ code: 0, stderr: RECENT })
    expect(second).toMatchObject({ code: 0, stderr: RECENT })
    expect(trail.requests.map(({ code }) => code)).toContain('ThrottlingException')
  })

  test('says what is missing if AWS refuses, in each region, and works with a wrong clock', async () => {
    trail.isAllowed = () => false
    const refused = await ask()
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain('perform: cloudtrail:LookupEvents')
    expect(refused.stderr).toContain(
      'hint: a policy must allow cloudtrail:LookupEvents; --as names a profile that may call it\n',
    )
    trail.isAllowed = () => true
    scene.sts.clockShift = 20 * 60_000
    try {
      expect(await ask('--json')).toMatchObject({ code: 0, stderr: RECENT })
    } finally {
      scene.sts.clockShift = 0
    }
    const gone = { env: { AWS_ENDPOINT_URL_CLOUDTRAIL: 'http://127.0.0.1:9' } }
    const lost = await scene.rolecall(['history', entry.id, '--cloudtrail'], gone)
    expect(lost).toMatchObject({ code: 1, stdout: '' })
    expect(lost.stderr).toContain('CloudTrail could not be reached')
    expect(lost.stderr).toContain('AWS_ENDPOINT_URL_CLOUDTRAIL')
  })

  test.skipIf(!isInstalled('aws'))('prints commands that the AWS CLI carries out', async () => {
    use(1)
    const { lookUps } = await json<{ lookUps: { command: string }[] }>(['history', entry.id])
    for (const [at, name] of ['AssumeRole', 'ListBuckets'].entries()) {
      const { stdout, stderr } = await runCommand('sh', ['-c', lookUps[at]?.command ?? ''], {
        env: { ...scene.env, AWS_MAX_ATTEMPTS: '5' },
      })
      expect(stderr).toBe('')
      expect(stdout).toContain(`"EventName": "${name}"`)
    }
  })
})

test('a denied entry is looked up by the profile that made the call', async () => {
  const [denied] = await json(['history', '--role', 'break-glass'])
  const id = denied?.id ?? ''
  const printed = await scene.rolecall(['history', id])
  expect(printed).toMatchObject({ code: 0 })
  expect(printed.stdout).toContain('rolecall exec keys -- aws cloudtrail lookup-events ')
  const { length } = await json(['history'])
  expect(await scene.rolecall(['history', id, '--cloudtrail'])).toMatchObject({ code: 0 })
  expect((await json(['history', '--role', 'break-glass'])).length).toBe(1)
  expect((await json(['history'])).length - length).toBeLessThanOrEqual(1)
})
