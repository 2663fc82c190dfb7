import { AssumeRoleCommand, type Credentials } from '@aws-sdk/client-sts'
import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startKeyScene, type KeyScene } from '../support/key-scene.js'
import type { RunResult } from '../support/run.js'
import { longTermKey, role } from '../support/sts-server/default-model.js'
import type { Role } from '../support/sts-server/model.js'
import { sdkClient } from '../support/sdk-client.js'
import { readEndpoint, startServing } from '../support/serve.js'
import { runInTerminal } from '../support/terminal.js'

const ROLE = 'arn:aws:iam::222222222222:role/nomfa'
const AUDIT = 'arn:aws:iam::333333333333:role/audit'
const OLDER = 'AWSRevokeOlderSessions'
const SESSIONS = 'RolecallRevokedSessions'

const CONFIG = `[profile base]
region = eu-west-1

[profile app]
role_arn = ${ROLE}
source_profile = base

[profile ops]
role_arn = arn:aws:iam::222222222222:role/batch
source_profile = base

[profile chained]
role_arn = ${AUDIT}
source_profile = app
`

let scene: KeyScene
beforeEach(async () => {
  scene = await startKeyScene(CONFIG)
  const { accessKeyId, secretAccessKey } = scene.key
  await scene.home.write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
  roleNamed('batch').attached = [{ Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*' } }]
})
afterEach(() => scene[Symbol.asyncDispose]())

function roleNamed(name: string): Role {
  const found = scene.sts.model.roles.find(({ arn }) => arn.endsWith(`:role/${name}`))
  if (!found) throw new Error(`no role ${name}`)
  return found
}
const inline = (policy: string): unknown => {
  const text = roleNamed('nomfa').inline?.[policy]
  return text === undefined ? undefined : (JSON.parse(text) as unknown)
}
const statements = (policy: string): { Condition: unknown; Sid?: string }[] =>
  (inline(policy) as { Statement: { Condition: unknown; Sid?: string }[] } | undefined)
    ?.Statement ?? []

const sessionFiles = async (): Promise<string[]> =>
  (await scene.home.files()).filter((file) => file.includes('/sessions/'))

const revoke = (...words: string[]): Promise<RunResult> =>
  scene.rolecall(['revoke', ...words, '--as', 'ops'])

/** Issues a session of the role, a second after everything before: AWS counts whole seconds. */
async function assume(name: string, sourceIdentity?: string): Promise<Credentials> {
  scene.sts.clockShift += 1000
  const [key] = scene.sts.model.users[0]?.keys ?? []
  const person = sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }
  const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: name, ...person })
  const { Credentials: made } = await sdkClient(scene.sts, key).send(command)
  if (!made) throw new Error('no credentials')
  return made
}

/** Whether AWS lets a session do something. `sts:AssumeRole` stands for everything. */
async function lives(session: Credentials): Promise<boolean> {
  const command = new AssumeRoleCommand({ RoleArn: AUDIT, RoleSessionName: 'next' })
  roleNamed('audit').allowsSourceIdentity = true
  return sdkClient(scene.sts, session)
    .send(command)
    .then(
      () => true,
      (error: Error) => {
        expect(error.message).toContain('explicit deny in an identity-based policy')
        return false
      },
    )
}

describe('rolecall revoke', () => {
  test('ends the sessions before now, lets later ones work, and takes that back', async () => {
    const old = await assume('alice')
    const cached = JSON.parse((await scene.rolecall(['process', 'app'])).stdout) as object
    const done = await revoke('app', '--yes')
    expect(done).toMatchObject({ code: 0, stdout: '' })
    expect(done.stderr).toMatch(/the inline policy AWSRevokeOlderSessions of nomfa in 222222222222/)
    expect(done.stderr).toMatch(/revoked all sessions of nomfa, issued before \S+Z/)
    expect(done.stderr).toContain('removed 1 cached session')
    expect(done.stderr).toContain('(rolecall revoke chained)')
    expect(done.stderr).toContain('to undo this: rolecall revoke app --as ops --undo')
    expect(inline(OLDER)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Deny', Action: ['*'], Resource: ['*'] },
          Condition: {
            DateLessThan: { 'aws:TokenIssueTime': expect.stringMatching(/Z$/) as string },
          },
        },
      ],
    })
    expect(await lives(old)).toBe(false)
    expect(await lives(await assume('alice'))).toBe(true)
    const fresh = JSON.parse((await scene.rolecall(['process', 'app'])).stdout) as object
    expect(fresh).not.toEqual(cached)

    const status = await scene.rolecall(['status'])
    expect(status.stderr).toMatch(/revoked: all sessions of nomfa in 222222222222 .* before \S+Z/)
    const explained = await scene.rolecall(['explain', 'app'])
    expect(explained.stdout).toMatch(
      /all sessions of nomfa in\s+222222222222\s+issued\s+before\s+\S+Z\s+are\s+revoked/,
    )
    const json = JSON.parse((await scene.rolecall(['status', '--json'])).stdout) as object
    expect(json).toMatchObject({ revocations: [{ role: ROLE, reach: { kind: 'role' } }] })

    const undone = await revoke('app', '--undo', '--yes')
    expect(undone).toMatchObject({ code: 0, stdout: '' })
    expect(undone.stderr).toContain('undid the revocation of all sessions of nomfa')
    expect(inline(OLDER)).toBeUndefined()
    expect(await lives(old)).toBe(true)
    expect((await scene.rolecall(['status'])).stderr).not.toContain('revoked')
    expect((await revoke('app', '--undo', '--yes')).stderr).toContain('nothing to do')
  }, 30_000)

  test('ends one session of two, and one person of two', async () => {
    const [alice, bob] = [await assume('alice', 'alice@corp'), await assume('a+b=,.@-_', 'bob')]
    const results = await Promise.all([
      revoke('app', '--session', 'a+b=,.@-_', '--yes'),
      revoke(ROLE, '--source-identity', 'alice@corp', '--yes'),
      revoke(ROLE, '--session=-x', '--yes'),
      revoke(ROLE, '--session', 'other', '--yes'),
    ])
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    expect(results[2]?.stderr).toContain(`rolecall revoke ${ROLE} --session=-x --as ops --undo`)
    // All at once: no statement is lost.
    expect(new Set(statements(SESSIONS).map(({ Sid }) => Sid)).size).toBe(4)
    expect([await lives(alice), await lives(bob)]).toEqual([false, false])
    expect(await lives(await assume('a+b=,.@-_', 'alice@corp'))).toBe(true)

    const undone = await revoke('app', '--session', 'a+b=,.@-_', '--undo', '--yes')
    expect(undone).toMatchObject({ code: 0 })
    expect([await lives(alice), await lives(bob)]).toEqual([false, true])
    await revoke('app', '--source-identity', 'alice@corp', '--undo', '--yes')
    expect(await lives(alice)).toBe(true)
    expect(statements(SESSIONS)).toHaveLength(2)
  }, 30_000)

  test('tells two sessions of one name apart by their time', async () => {
    const first = await assume('alice')
    scene.sts.clockShift += 60_000
    const second = await assume('alice')
    const arn = 'arn:aws:sts::222222222222:assumed-role/nomfa/alice'
    expect(await revoke(arn, '--before', '30s', '--yes')).toMatchObject({ code: 0 })
    expect([await lives(first), await lives(second)]).toEqual([false, true])
    // An earlier time must not let them live again.
    const again = await revoke('app', '--session', 'alice', '--before', '1h', '--yes')
    expect(again).toMatchObject({ code: 0 })
    expect(again.stderr).toMatch(/nothing to do: RolecallRevokedSessions revokes sessions before/)
    expect(await lives(first)).toBe(false)
  }, 30_000)

  test('may be signed by the role itself, whose session it ends', async () => {
    const allowed = roleNamed('batch').attached ?? []
    roleNamed('nomfa').attached = allowed
    expect(await scene.rolecall(['revoke', 'app', '--yes'])).toMatchObject({ code: 0 })
    const undone = await scene.rolecall(['revoke', 'app', '--undo', '--yes'])
    expect(undone).toMatchObject({ code: 0 })
    expect(roleNamed('nomfa').inline).toEqual({})
  }, 30_000)

  test('writes again what another machine has overwritten', async () => {
    const other = { Sid: 'Other', Effect: 'Deny', Action: 's3:*', Resource: '*' }
    const revoking = revoke('app', '--session', 'alice', '--yes')
    await vi.waitUntil(() => statements(SESSIONS).length > 0, { timeout: 20_000, interval: 1 })
    roleNamed('nomfa').inline = { [SESSIONS]: JSON.stringify({ Statement: [other] }) }
    expect(await revoking).toMatchObject({ code: 0 })
    expect(statements(SESSIONS)).toEqual([
      other,
      expect.objectContaining({ Sid: expect.stringMatching(/^Rolecall/) as string }),
    ])
  }, 30_000)

  test('an undo goes back one revocation at a time', async () => {
    const old = await assume('alice')
    const first = await revoke('app', '--yes')
    const [, at = ''] = /revoked .*issued before (\S+Z)/.exec(first.stderr) ?? []
    scene.sts.clockShift += 5000
    expect(await revoke('app', '--yes')).toMatchObject({ code: 0 })
    const back = await revoke('app', '--undo', '--yes')
    expect(back.stderr).toContain(`an earlier one is in force again: sessions before ${at}`)
    expect(await lives(old)).toBe(false)
    expect(await revoke('app', '--undo', '--yes')).toMatchObject({ code: 0 })
    expect(await lives(old)).toBe(true)
    const none = await revoke('app', '--session', 'alice', '--undo', '--yes')
    expect(none.stderr).toContain('nothing to do: nomfa has no revocation of sessions named alice')
  }, 30_000)

  test('keeps what was written by hand, and finds an undo whose policy was changed', async () => {
    const own = { Sid: 'Mine', Effect: 'Deny', Action: 's3:*', Resource: '*' }
    const before = JSON.stringify({ Version: '2012-10-17', Statement: own })
    roleNamed('nomfa').inline = { [OLDER]: before }
    const done = await revoke('app', '--yes')
    expect(done).toMatchObject({ code: 0 })
    expect(done.stderr).toContain('was written by hand: its statements are kept')
    expect(done.stderr).toMatch(/^\+ {10}"aws:TokenIssueTime"/m)
    expect(statements(OLDER)).toEqual([own, expect.objectContaining({ Effect: 'Deny' })])

    const added = { Effect: 'Deny', Action: 'ec2:*', Resource: '*' }
    const changed = { Version: '2012-10-17', Statement: [...statements(OLDER), added] }
    roleNamed('nomfa').inline = { [OLDER]: JSON.stringify(changed) }
    const refused = await revoke('app', '--undo', '--yes')
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(/^\+.*ec2:\*/m)
    expect(refused.stderr).toContain(`the policy ${OLDER} was changed since`)
    expect(refused.stderr).toContain('rolecall revoke app --as ops --undo --force')
    expect(inline(OLDER)).toEqual(changed)
    expect(await revoke('app', '--undo', '--force', '--yes')).toMatchObject({ code: 0 })
    expect(statements(OLDER)).toEqual([own, added])
  }, 30_000)

  test('an undo restores the revocation that was there before', async () => {
    const console = {
      Version: '2012-10-17',
      Statement: {
        ...{ Effect: 'Deny', Action: '*', Resource: '*' },
        Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-01-01T00:00:00.000Z' } },
      },
    }
    // Of two, the later one counts; the other has no effect.
    const earlier = structuredClone(console.Statement)
    earlier.Condition.DateLessThan['aws:TokenIssueTime'] = '2025-01-01T00:00:00Z'
    const both = { ...console, Statement: [earlier, console.Statement] }
    roleNamed('nomfa').inline = { [OLDER]: JSON.stringify(both) }
    expect((await revoke('app', '--before', '2025-06-01T00:00Z', '--yes')).stderr).toContain(
      'revokes sessions before 2026-01-01T00:00:00.000Z already',
    )
    const foreign = await revoke('app', '--undo', '--yes')
    expect(foreign).toMatchObject({ code: 3 })
    expect(foreign.stderr).toContain('this machine has no record of the policy')
    expect(await revoke('app', '--yes')).toMatchObject({ code: 0 })
    expect(statements(OLDER)).toHaveLength(1)
    expect(inline(OLDER)).not.toEqual(console)
    expect(await revoke('app', '--undo', '--yes')).toMatchObject({ code: 0 })
    expect(statements(OLDER)).toEqual([console.Statement])
  }, 30_000)

  test("takes AWS's time, and refuses one in the future", async () => {
    scene.sts.clockShift = -600_000
    const result = await revoke('app', '--yes')
    expect(result).toMatchObject({ code: 0 })
    const [, at = ''] = /issued before (\S+Z)/.exec(result.stderr) ?? []
    expect(Date.parse(at)).toBeLessThan(Date.now() - 500_000)
    expect(await lives(await assume('alice'))).toBe(true)
    const future = new Date(Date.now()).toISOString()
    const refused = await revoke('app', '--before', future, '--yes')
    expect(refused).toMatchObject({ code: 2 })
    expect(refused.stderr).toContain("--before is in the future: AWS's clock shows")
    const vague = await revoke('app', '--before', '2026-11-28 10:00', '--yes')
    expect(vague.stderr).toContain('--before is not a time')
  }, 30_000)

  test('says why IAM refuses', async () => {
    const other = await scene.rolecall(['revoke', AUDIT, '--session=alice', '--as', 'ops'])
    expect(other).toMatchObject({ code: 1 })
    expect(other.stderr).toContain('audit is a role of account 333333333333, and ops has')
    expect(other.stderr).toContain(`rolecall revoke ${AUDIT} --session=alice --as chained\n`)
    expect(scene.iam.requests).toEqual([])

    const denied = await scene.rolecall(['revoke', 'app', '--yes'])
    expect(denied).toMatchObject({ code: 3 })
    expect(denied.stderr).toContain('the role itself may not do that: this needs iam:GetRolePolicy')
    expect(denied.stderr).toContain('rolecall revoke app --yes --as PROFILE\n')

    roleNamed('nomfa').inline = { Big: JSON.stringify({ Statement: [], Id: 'x'.repeat(10_190) }) }
    const full = await revoke('app', '--session', 'alice', '--yes')
    expect(full).toMatchObject({ code: 3 })
    expect(full.stderr).toContain('the inline policies of nomfa are full: IAM allows 10240')
    expect(full.stderr).toContain('that needs less space: rolecall revoke app --as ops\n')
    const byArn = await revoke('arn:aws:sts::222222222222:assumed-role/nomfa/alice', '--yes')
    expect(byArn.stderr).toContain(
      'that needs less space: rolecall revoke arn:aws:iam::222222222222:role/nomfa --as ops\n',
    )
    expect(inline(SESSIONS)).toBeUndefined()
    expect((await scene.rolecall(['status'])).stderr).not.toContain('revoked')

    const gone = await revoke('arn:aws:iam::222222222222:role/gone', '--yes')
    expect(gone.stderr).toContain('account 222222222222 has no role gone')

    const count = scene.iam.requests.length
    const name = 'AWSReservedSSO_Admin_0123456789abcdef'
    const sso = await revoke(`arn:aws:iam::222222222222:role/${name}`)
    expect(sso).toMatchObject({ code: 1 })
    expect(sso.stderr).toContain('is a role of IAM Identity Center, which cannot be edited')
    const linked = 'arn:aws:iam::222222222222:role/aws-service-role/x.amazonaws.com/X'
    expect((await revoke(linked)).stderr).toContain('is a service-linked role')
    expect(scene.iam.requests).toHaveLength(count)

    scene.sts.model.roles.push({
      ...role('222222222222', 'x', { trusts: [] }),
      arn: 'arn:aws:iam::222222222222:role/aws-reserved/x.amazonaws.com/Odd',
    })
    const odd = await revoke('arn:aws:iam::222222222222:role/Odd', '--yes')
    expect(odd.stderr).toContain('which cannot be edited')
  }, 30_000)

  test('shows the policy, asks at a terminal, and does nothing without an answer', async () => {
    const blind = await revoke('app', '--session', 'alice')
    expect(blind).toMatchObject({ code: 2, stdout: '' })
    expect(blind.stderr).toContain('"aws:userid": "AROA')
    expect(blind.stderr).toContain('rolecall revoke app --session alice --as ops --yes')

    const dry = await revoke('app', '--dry-run')
    expect(dry).toMatchObject({ code: 0 })
    expect(JSON.parse(dry.stdout)).toMatchObject({ Version: '2012-10-17' })
    const printed = await revoke('app', '--print')
    expect(printed).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(printed.stdout)).toMatchObject({ Version: '2012-10-17' })

    for (const [typed, code] of [
      ['\r', 130],
      ['y\r', 0],
    ] as const) {
      using terminal = runInTerminal('rolecall', ['revoke', 'app', '--as', 'ops'], {
        env: { ...scene.env, NO_COLOR: '1' },
      })
      await terminal.waitFor(/Revoke all sessions of nomfa in 222222222222[^]*\(y\/N\)/)
      expect(inline(OLDER)).toBeUndefined()
      terminal.send(typed)
      expect(await terminal.exit).toMatchObject({ code })
    }
    expect(inline(OLDER)).toBeDefined()
  }, 30_000)

  test('never uses a session that it could not remove', async () => {
    const first = JSON.parse((await scene.rolecall(['process', 'app'])).stdout) as object
    const entry = (await scene.home.files()).find((file) => file.includes('/sessions/'))
    if (entry === undefined) throw new Error('no session')
    const text = await readFile(entry, 'utf8')
    await writeFile(entry, JSON.stringify({ ...(JSON.parse(text) as object), revoked: true }))
    expect((await scene.rolecall(['status'])).stdout).toMatch(/app .* revoked/)
    expect((await scene.rolecall(['explain', 'app'])).stdout).not.toContain('min left')
    const second = JSON.parse((await scene.rolecall(['process', 'app'])).stdout) as object
    expect(second).not.toEqual(first)
    expect(JSON.parse((await scene.rolecall(['process', 'app'])).stdout)).toEqual(second)
  })

  test('a server that holds a revoked session gets another one for its clients', async () => {
    await using serving = await startServing(['app'], scene.env)
    const [variables = {}] = serving.variables
    /** Reads until there is a session, as SDKs do after 503. */
    const served = (): Promise<string> =>
      vi.waitFor(async () => {
        const { status, body } = await readEndpoint(variables)
        expect(status, body).toBe(200)
        return (JSON.parse(body) as { AccessKeyId: string }).AccessKeyId
      }, 5000)
    const first = await served()
    expect(await served()).toBe(first)
    expect(await revoke('app', '--session', 'nobody', '--yes')).toMatchObject({ code: 0 })
    expect(await served()).toBe(first)
    expect(await revoke('app', '--yes')).toMatchObject({ code: 0 })
    expect(await served()).not.toBe(first)
  })

  test('drops statements of its own that are over, and no others', async () => {
    const statement = (sid: string, hours: number) => ({
      ...{ Sid: sid, Effect: 'Deny', Action: '*', Resource: '*' },
      Condition: {
        StringEquals: { 'aws:SourceIdentity': sid },
        DateLessThan: {
          'aws:TokenIssueTime': new Date(Date.now() - hours * 3600_000).toISOString(),
        },
      },
    })
    const kept = [statement('RolecallRevokedPersonA', 11), statement('Hand', 99)]
    const document = { Statement: [...kept, statement('RolecallRevokedPersonB', 13)] }
    roleNamed('nomfa').inline = { [SESSIONS]: JSON.stringify(document) }
    expect(await revoke('app', '--source-identity', 'carol', '--yes')).toMatchObject({ code: 0 })
    expect(statements(SESSIONS)).toHaveLength(3)
    expect(statements(SESSIONS).slice(0, 2)).toEqual(kept)
  }, 30_000)

  test('is in the history: who, what, when, and how to undo it; and so is a refusal', async () => {
    await revoke('app', '--session', 'alice', '--yes')
    await revoke('app', '--session', 'alice', '--undo', '--yes')
    await scene.rolecall(['revoke', 'app', '--yes'])
    await revoke('arn:aws:iam::222222222222:role/gone', '--source-identity', 'bob', '--yes')
    const { stdout } = await scene.rolecall(['history', '--json'])
    const all = (JSON.parse(stdout) as Record<string, unknown>[]).filter(
      ({ operation }) => operation !== 'AssumeRole',
    )
    const time = expect.stringMatching(/^\d{4}-.*Z$/) as string
    const common = {
      ...{ command: 'revoke', region: 'us-east-1', account: '222222222222', at: time },
      signedBy: expect.stringMatching(/^ASIA/) as string,
      callerArn: expect.stringMatching(/:assumed-role\/batch\//) as string,
      stepProfile: 'ops',
    }
    expect(all).toMatchObject([
      {
        ...{ ...common, event: 'revoked', operation: 'PutRolePolicy', role: ROLE, profile: 'app' },
        ...{ sessionName: 'alice', before: time },
        undo: 'rolecall revoke app --session alice --as ops --undo',
      },
      { ...common, event: 'restored', operation: 'DeleteRolePolicy', sessionName: 'alice' },
      {
        ...{ event: 'denied', operation: 'GetRolePolicy', role: ROLE, error: 'AccessDenied' },
        callerArn: expect.stringMatching(/:assumed-role\/nomfa\//) as string,
      },
      { ...common, event: 'denied', operation: 'PutRolePolicy', sourceIdentity: 'bob' },
    ])
    const table = await scene.rolecall(['history', '--profile', 'ops'])
    expect(table.stdout).toMatch(/app +nomfa, alice +222222222222 +revoke +\S+ +revoked/)
    const one = await scene.rolecall(['history', String(all[0]?.['id'])])
    expect(one).toMatchObject({ code: 0 })
    expect(one.stdout).toMatch(/^to undo +rolecall revoke app --session alice --as ops --undo$/m)
    expect(one.stdout).toContain('rolecall exec ops -- aws cloudtrail lookup-events')
    expect(one.stdout).toContain('AttributeKey=EventName,AttributeValue=PutRolePolicy')
  }, 30_000)

  test('forgets what was made with a key, by any profile and any chain, and nothing else', async () => {
    const { accessKeyId } = scene.key
    const [key, spare] = scene.sts.model.users[0]?.keys ?? []
    if (!key) throw new Error('no key')
    const other = spare ?? { ...longTermKey('111111111111') }
    if (!spare) scene.sts.model.users[0]?.keys.push(other)
    const keys = await scene.awsFile('credentials')
    const line = `[spare]\naws_access_key_id = ${other.accessKeyId}\naws_secret_access_key = ${other.secretAccessKey}\n`
    await scene.home.write('.aws/credentials', keys + line)
    const more = `\n[profile other]\nrole_arn = ${ROLE}\nsource_profile = spare\n\n[profile gone]\nrole_arn = ${ROLE}\nsource_profile = base\nduration_seconds = 1800\n`
    await scene.home.write('.aws/config', CONFIG + more)
    for (const name of ['app', 'chained', 'other', 'gone']) {
      expect(await scene.rolecall(['process', name])).toMatchObject({ code: 0 })
    }
    // Only the history leads from the key to the session of a profile that is gone.
    await scene.home.write('.aws/config', CONFIG + more.replace(/\n\[profile gone\][^]*/, ''))
    const [before, names] = [await sessionFiles(), /removed (\d) cached sessions/]
    expect(before).toHaveLength(4)
    const done = await scene.rolecall(['revoke', '--key', accessKeyId, '--yes'])
    expect(done).toMatchObject({ code: 0, stdout: '' })
    expect(names.exec(done.stderr)?.[1]).toBe('3')
    expect(await sessionFiles()).toHaveLength(1)
    expect((await scene.rolecall(['status'])).stdout).toMatch(/^other /m)
    expect(done.stderr).toContain(`--key ${accessKeyId} --undo --as PROFILE`)

    const alone = await scene.rolecall(['revoke', '--key', accessKeyId, '--undo', '--yes'])
    expect(alone).toMatchObject({ code: 1 })
    expect(alone.stderr).toContain(`hint: name a profile with rights on the user of the key`)
    const undo = ['revoke', '--key', accessKeyId, '--undo', '--as', 'spare', '--yes']
    expect(await scene.rolecall(undo)).toMatchObject({ code: 0 })
    expect(key.status).toBe('Active')
    const { stdout } = await scene.rolecall(['history', '--json', '--profile', 'spare'])
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ event: 'restored', operation: 'UpdateAccessKey', accessKeyId }),
    )
  }, 30_000)

  test('names the next step for a key that is unknown, of another account, or not allowed', async () => {
    const { accessKeyId } = scene.key
    const unknown = `${accessKeyId.slice(0, -1)}${accessKeyId.endsWith('A') ? 'B' : 'A'}`
    const gone = await scene.rolecall(['revoke', '--key', unknown, '--as', 'base', '--yes'])
    expect(gone).toMatchObject({ code: 1, stdout: '' })
    expect(gone.stderr).toContain(`account 111111111111 has no access key ${unknown}`)
    expect(gone.stderr).toContain('rolecall exec base -- aws iam list-access-keys')
    const old = await scene.rolecall(['revoke', '--key', 'AKIAIOSFODNN7EXAMPLE', '--as', 'base'])
    expect(old.stderr).toContain('account 111111111111 has no access key AKIAIOSFODNN7EXAMPLE')
    const nobody = await scene.rolecall(['revoke', '--key', unknown, '--yes'])
    expect(nobody).toMatchObject({ code: 1 })
    expect(nobody.stderr).toContain(`rolecall revoke --key ${unknown} --as PROFILE`)
    const elsewhere = await scene.rolecall(['revoke', '--key', accessKeyId, '--as', 'ops'])
    expect(elsewhere.stderr).toContain('is a key of account 111111111111, and ops has')
    scene.iam.deniedActions = ['UpdateAccessKey']
    const denied = await scene.rolecall(['revoke', '--key', accessKeyId, '--yes'])
    expect(denied).toMatchObject({ code: 3 })
    expect(denied.stderr).toContain(
      'hint: it takes iam:GetAccessKeyLastUsed and iam:UpdateAccessKey',
    )
    const { stdout } = await scene.rolecall(['history', '--json'])
    const events = (JSON.parse(stdout) as Record<string, unknown>[]).filter(
      ({ operation }) => operation !== 'AssumeRole',
    )
    expect(events.map(({ operation, error }) => [operation, error])).toEqual([
      ['UpdateAccessKey', 'NoSuchEntity'],
      ['UpdateAccessKey', 'NoSuchEntity'],
      ['UpdateAccessKey', 'AccessDenied'],
    ])
  }, 30_000)

  test('deactivates a key, and says which sessions that does not end', async () => {
    const { accessKeyId } = scene.key
    const [key] = scene.sts.model.users[0]?.keys ?? []
    const blind = await scene.rolecall(['revoke', '--key', accessKeyId, '--as', 'base'])
    expect(blind).toMatchObject({ code: 2 })
    const hint = `rolecall revoke --key ${accessKeyId} --as base --yes`
    expect(blind.stderr).toContain(`deactivate the access key ${accessKeyId} of alice`)
    expect(blind.stderr).toContain(hint)
    expect(key?.status).toBe('Active')
    await using serving = await startServing(['app'], scene.env)
    const [variables = {}] = serving.variables
    expect(await readEndpoint(variables)).toMatchObject({ status: 200 })
    const done = await scene.rolecall(['revoke', '--key', accessKeyId, '--as', 'base', '--yes'])
    expect(done).toMatchObject({ code: 0, stdout: '' })
    // A server of this machine forgets its session too.
    expect(await readEndpoint(variables)).toMatchObject({ status: 503 })
    expect(done.stderr).toContain(`deactivated ${accessKeyId} of alice`)
    expect(done.stderr).toMatch(/sessions created with the key.*36 h.*revoke app, .*revoke ops/)
    expect(key?.status).toBe('Inactive')
    const odd = await scene.rolecall(['revoke', '--key', 'ASIAIOSFODNN7EXAMPLE'])
    expect(odd).toMatchObject({ code: 2 })
    expect(odd.stderr).toContain('is the key of a session, not of a user')
  }, 30_000)

  test('refuses what it cannot mean, before any call', async () => {
    const cases: [string[], string][] = [
      [[], 'no role was named'],
      [['app', '--key', 'AKIAIOSFODNN7EXAMPLE'], '--key cannot be combined with a role'],
      [['app', '--session', 'a', '--yes'], '--session must have 2 to 64 characters'],
      [['app', '--session', 'a*b'], 'STS does not accept --session'],
      [['app', '--source-identity', '${x}'], 'STS does not accept --source-identity'],
      [['app', '--session', 'ab', '--source-identity', 'cd'], 'cannot be combined'],
      [['app', '--undo', '--before', '1h'], '--undo and --before cannot be combined'],
      [['app', '--before', 'yesterday'], '--before is not a time'],
      [['app', '--force'], '--force needs --undo'],
    ]
    const results = await Promise.all(cases.map(([words]) => scene.rolecall(['revoke', ...words])))
    for (const [index, [, message]] of cases.entries()) {
      expect(results[index]).toMatchObject({ code: 2, stdout: '' })
      expect(results[index]?.stderr).toContain(message)
    }
    expect(scene.sts.requests).toEqual([])
  })
})
