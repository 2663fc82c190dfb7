import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  type AssumeRoleCommandInput,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { refusal, sdkClient, type Signer } from '../support/sdk-client.js'
import { defaultModel } from '../support/sts-server/default-model.js'
import type { AccessKey } from '../support/sts-server/model.js'
import { startSts } from '../support/sts-server/server.js'
import type { StsServer } from '../support/sts-server/api.js'
import { totp } from '../support/sts-server/totp.js'

const SERIAL = 'arn:aws:iam::111111111111:mfa/alice'
const arnOf = (role: string, account = '222222222222') => `arn:aws:iam::${account}:role/${role}`

let sts: StsServer
let alice: AccessKey
let mallory: AccessKey

beforeAll(async () => {
  sts = await startSts()
})
afterAll(() => sts.close())
beforeEach(() => {
  Object.assign(sts.model, defaultModel())
  Object.assign(sts, { clockShift: 0, sessionSeconds: undefined, latency: 0 })
  sts.clearFaults()
  const keys = sts.model.users.map(({ keys }) => keys[0])
  ;[alice, mallory] = keys as [AccessKey, AccessKey]
})

const whoami = (signer: Signer | undefined) =>
  sdkClient(sts, signer).send(new GetCallerIdentityCommand({}))

function assume(
  signer: Signer | undefined,
  role: string,
  input: Partial<AssumeRoleCommandInput> = {},
) {
  const RoleArn = role.startsWith('arn:') ? role : arnOf(role)
  return sdkClient(sts, signer).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'alice', ...input }),
  )
}

function mfaSession(code = sts.freshCode(SERIAL)) {
  return sdkClient(sts, alice).send(
    new GetSessionTokenCommand({ SerialNumber: SERIAL, TokenCode: code }),
  )
}

describe('authentication', () => {
  it('identifies a user, a session and a role', async () => {
    expect(await whoami(alice)).toMatchObject({
      Account: '111111111111',
      Arn: 'arn:aws:iam::111111111111:user/alice',
    })
    const session = await mfaSession()
    expect(await whoami(session.Credentials)).toMatchObject({
      Arn: 'arn:aws:iam::111111111111:user/alice',
    })
    const role = await assume(session.Credentials, 'dev')
    expect(await whoami(role.Credentials)).toMatchObject({
      Account: '222222222222',
      Arn: 'arn:aws:sts::222222222222:assumed-role/dev/alice',
      UserId: role.AssumedRoleUser?.AssumedRoleId,
    })
  })

  it('rejects a wrong secret, an unknown key, an inactive key and an unsigned request', async () => {
    expect(await refusal(whoami({ ...alice, secretAccessKey: 'x'.repeat(40) }))).toMatch(
      /^SignatureDoesNotMatch: The request signature we calculated does not match/,
    )
    expect(await refusal(whoami({ ...alice, accessKeyId: 'AKIAUNKNOWNKEY234567' }))).toMatch(
      /^InvalidClientTokenId: The security token included in the request is invalid/,
    )
    alice.status = 'Inactive'
    expect(await refusal(whoami(alice))).toMatch(/^InvalidClientTokenId/)
    const unsigned = await fetch(`${sts.url}/?Action=GetCallerIdentity&Version=2011-06-15`)
    expect(unsigned.status).toBe(403)
    expect(await unsigned.text()).toContain('<Code>MissingAuthenticationToken</Code>')
  })

  it('rejects a session without its token, with another token, and after its expiry', async () => {
    const { Credentials } = await assume(alice, 'nomfa')
    const without = { ...Credentials, SessionToken: undefined }
    expect(await refusal(whoami(without as StsCredentials))).toMatch(/^InvalidClientTokenId/)
    const other = { ...Credentials, SessionToken: 'other' }
    expect(await refusal(whoami(other as StsCredentials))).toMatch(/^InvalidClientTokenId/)
    const issued = sts.sessions.find(({ accessKeyId }) => accessKeyId === Credentials?.AccessKeyId)
    Object.assign(issued ?? {}, { expiration: Date.now() - 1 })
    expect(await refusal(whoami(Credentials))).toBe(
      'ExpiredToken: The security token included in the request is expired',
    )
  })

  it('rejects a body that was changed after it was signed', async () => {
    const tampered = sdkClient(sts, alice)
    tampered.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string }
        request.body = request.body.replace('alice', 'admin')
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    const input = { RoleArn: arnOf('nomfa'), RoleSessionName: 'alice' }
    expect(await refusal(tampered.send(new AssumeRoleCommand(input)))).toMatch(
      /^SignatureDoesNotMatch/,
    )
  })

  it('rejects a clock that is off by 16 minutes either way, and sends its own time as Date', async () => {
    for (const shift of [16, -16]) {
      sts.clockShift = shift * 60_000
      const failing = sdkClient(sts, alice, { maxAttempts: 1 })
      const message = await refusal(failing.send(new GetCallerIdentityCommand({})))
      expect(message).toMatch(
        shift > 0
          ? /^SignatureDoesNotMatch: Signature expired: \w+ is now earlier than/
          : /^SignatureDoesNotMatch: Signature not yet current/,
      )
      const response = await fetch(sts.url)
      const offset = Date.parse(response.headers.get('date') ?? '') - Date.now()
      expect(Math.abs(offset - sts.clockShift)).toBeLessThan(2000)
    }
  })

  it('rejects an unknown region and a disabled region', async () => {
    const call = (region: string) =>
      sdkClient(sts, alice, { region }).send(new GetCallerIdentityCommand({}))
    expect(await refusal(call('nowhere'))).toMatch(/scoped to a valid region/)
    sts.model.disabledRegions.push('ap-east-1')
    expect(await refusal(call('ap-east-1'))).toMatch(
      /^RegionDisabledException: STS is not activated/,
    )
    await call('us-gov-west-1')
    expect(sts.requests.at(-1)).toMatchObject({ region: 'us-gov-west-1', status: 200 })
  })
})

describe('MFA', () => {
  it('computes the test vectors of RFC 6238', () => {
    const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    expect(totp(seed, Math.floor(59 / 30))).toBe('287082')
    expect(totp(seed, Math.floor(1111111109 / 30))).toBe('081804')
    expect(totp(seed, Math.floor(20000000000 / 30))).toBe('353130')
  })

  it('accepts a code only once', async () => {
    const code = sts.freshCode(SERIAL)
    await mfaSession(code)
    expect(await refusal(mfaSession(code))).toBe(
      'AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    )
    const reusedCode = { SerialNumber: SERIAL, TokenCode: code }
    expect(await refusal(assume(alice, 'long', reusedCode))).toMatch(/invalid MFA one time/)
  })

  it('accepts codes of adjacent time steps only, and always has a fresh code', async () => {
    expect(await refusal(mfaSession(sts.code(SERIAL, -2)))).toMatch(/invalid MFA one time/)
    expect(await refusal(mfaSession(sts.code(SERIAL, 3)))).toMatch(/invalid MFA one time/)
    const codes = Array.from({ length: 6 }, () => sts.freshCode(SERIAL))
    expect(new Set(codes).size).toBe(6)
    await mfaSession(codes.at(-1))
    for (let count = 0; count < 5; count++) await mfaSession()
  })

  it('rejects a serial of another user, and a serial without a code', async () => {
    const wrong = { SerialNumber: `${SERIAL}x`, TokenCode: '123456' }
    expect(await refusal(assume(alice, 'long', wrong))).toBe(
      'AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    )
    expect(await refusal(assume(mallory, 'long', { ...wrong, SerialNumber: SERIAL }))).toMatch(
      /unable to validate MFA code/,
    )
    expect(await refusal(assume(alice, 'long', { SerialNumber: SERIAL }))).toMatch(
      /must provide both MFA serial number and one time pass code/,
    )
  })

  it('passes MFA on from GetSessionToken to a role, but not from a role to the next one', async () => {
    const session = await mfaSession()
    const dev = await assume(session.Credentials, 'dev')
    for (const role of sts.model.roles.filter(({ arn }) => arn.endsWith('/audit'))) role.mfa = true
    const audit = assume(dev.Credentials, arnOf('audit', '333333333333'))
    expect(await refusal(audit)).toMatch(/^AccessDenied: User: .*dev\/alice is not authorized/)
  })

  it('checks the MFA age', async () => {
    const session = await mfaSession()
    await assume(session.Credentials, 'young')
    for (const issued of sts.sessions) if (issued.mfaAt) issued.mfaAt -= 901_000
    expect(await refusal(assume(session.Credentials, 'young'))).toMatch(/^AccessDenied/)
    await assume(session.Credentials, 'dev')
  })
})

describe('AssumeRole', () => {
  it('requires trust, external ID and MFA, with the same error for all', async () => {
    const message = (role: string) =>
      `AccessDenied: User: arn:aws:iam::111111111111:user/alice is not authorized to perform: sts:AssumeRole on resource: ${arnOf(role)}`
    for (const role of ['dev', 'deploy', 'break-glass', 'no-such-role'])
      expect(await refusal(assume(alice, role))).toBe(message(role))
    expect(await refusal(assume(mallory, 'nomfa'))).toMatch(/^AccessDenied/)
    await assume(alice, 'deploy', { ExternalId: 'rolecall:ext/42' })
    expect(await refusal(assume(alice, 'deploy', { ExternalId: 'other' }))).toBe(message('deploy'))
  })

  it('limits role chaining to one hour, also after GetSessionToken, but not for an instance role', async () => {
    const message =
      'ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
    const session = await mfaSession()
    const long = { DurationSeconds: 7 * 3600 }
    expect(await refusal(assume(session.Credentials, 'long', long))).toBe(message)
    const nomfa = await assume(alice, 'nomfa')
    const audit = arnOf('audit', '333333333333')
    expect(await refusal(assume(nomfa.Credentials, audit, long))).toBe(message)
    await assume(nomfa.Credentials, audit)

    const instance = sts.instanceSession(arnOf('instance', '111111111111'))
    const issued = await assume(instance, 'batch', long)
    expect(secondsLeft(issued.Credentials)).toBeGreaterThan(7 * 3600 - 60)
  })

  it('issues seven hours for a long-term key with a code, up to the maximum of the role', async () => {
    const mfa = { SerialNumber: SERIAL, DurationSeconds: 7 * 3600 }
    const direct = await assume(alice, 'long', { ...mfa, TokenCode: sts.freshCode(SERIAL) })
    expect(secondsLeft(direct.Credentials)).toBeGreaterThan(7 * 3600 - 60)
    expect(await refusal(assume(alice, 'dev', { ...mfa, TokenCode: sts.freshCode(SERIAL) }))).toBe(
      'ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  })

  it('checks every constraint and lists the violations', async () => {
    expect(await refusal(assume(alice, 'nomfa', { RoleSessionName: 'a b' }))).toBe(
      "ValidationError: 1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    )
    expect(
      await refusal(assume(alice, 'nomfa', { RoleSessionName: 'a', DurationSeconds: 899 })),
    ).toMatch(
      /^ValidationError: 2 validation errors detected: Value 'a' at 'roleSessionName' .*length greater than or equal to 2; Value '899' at 'durationSeconds' .*value greater than or equal to 900$/,
    )
    const invalidInputs: Partial<AssumeRoleCommandInput>[] = [
      { DurationSeconds: 43_201 },
      { ExternalId: 'x' },
      { ExternalId: 'with space' },
      { SerialNumber: SERIAL, TokenCode: '12345' },
      { SerialNumber: SERIAL, TokenCode: 'abcdef' },
      { SourceIdentity: 'aws:alice' },
      { RoleArn: 'arn:aws:iam::222222222222:user/nomfa' },
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      { Tags: [{ Key: 'bad!', Value: '' }] },
    ]
    for (const input of invalidInputs)
      expect(await refusal(assume(alice, 'nomfa', input))).toMatch(/^ValidationError/)
  })

  it('checks policies, tags and source identity', async () => {
    const tags = [{ Key: 'Team', Value: 'red' }]
    expect(await refusal(assume(alice, 'batch', { Tags: tags }))).toMatch(
      /sts:TagSession on resource/,
    )
    expect(await refusal(assume(alice, 'batch', { SourceIdentity: 'alice' }))).toMatch(
      /sts:SetSourceIdentity on resource/,
    )
    const twice = [...tags, { Key: 'team', Value: 'blue' }]
    expect(await refusal(assume(alice, 'nomfa', { Tags: twice }))).toMatch(/Duplicate tag keys/)
    expect(await refusal(assume(alice, 'nomfa', { Policy: '{' }))).toMatch(
      /^MalformedPolicyDocument/,
    )
    const large = JSON.stringify({ Statement: [], Pad: 'x'.repeat(3000) })
    expect(await refusal(assume(alice, 'nomfa', { Policy: large }))).toMatch(
      /^PackedPolicyTooLarge: Packed policy consumes 148%/,
    )
    const output = await assume(alice, 'nomfa', {
      Tags: tags,
      TransitiveTagKeys: ['Team'],
      SourceIdentity: 'alice',
    })
    expect(output).toMatchObject({ SourceIdentity: 'alice', PackedPolicySize: 1 })
    for (const role of sts.model.roles) role.allowsTagSession = role.allowsSourceIdentity = true
    const duplicate = { Tags: [{ Key: 'TEAM', Value: 'blue' }] }
    const audit = arnOf('audit', '333333333333')
    expect(await refusal(assume(output.Credentials, audit, duplicate))).toMatch(
      /conflicts with a transitive/,
    )
    const other = { SourceIdentity: 'bob' }
    expect(await refusal(assume(output.Credentials, audit, other))).toMatch(/SetSourceIdentity/)
    expect(await assume(output.Credentials, audit)).toMatchObject({ SourceIdentity: 'alice' })
  })
})

it('rejects GetSessionToken with session credentials', async () => {
  const { Credentials } = await sdkClient(sts, alice).send(new GetSessionTokenCommand({}))
  expect(secondsLeft(Credentials)).toBeGreaterThan(12 * 3600 - 60)
  expect(await refusal(sdkClient(sts, Credentials).send(new GetSessionTokenCommand({})))).toBe(
    'AccessDenied: Cannot call GetSessionToken with session credentials',
  )
  expect(Credentials?.SessionToken).toMatch(/\+.*\/.*=$/)
})

describe('test controls', () => {
  it('throttles the given number of requests', async () => {
    sts.fault('GetCallerIdentity', 'throttle', { times: 2 })
    expect(await refusal(whoami(alice))).toBe('Throttling: Rate exceeded')
    const before = sts.calls('GetCallerIdentity').length
    await sdkClient(sts, alice, { maxAttempts: 3 }).send(new GetCallerIdentityCommand({}))
    expect(
      sts
        .calls('GetCallerIdentity')
        .slice(before)
        .map(({ status }) => status),
    ).toEqual([400, 200])
  })

  it('injects faults', async () => {
    const send = () =>
      fetch(`${sts.url}/?Action=GetCallerIdentity&Version=2011-06-15`, {
        signal: AbortSignal.timeout(200),
      })
    sts.fault('*', 'hang', { times: 1 })
    await expect(send()).rejects.toThrow(/timeout/)
    sts.fault('*', 'reset', { times: 1 })
    await expect(send()).rejects.toThrow(/fetch failed/)
    sts.fault('*', 'html', { times: 1, status: 503 })
    const page = await send()
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html'])
    sts.fault('*', 'truncated-xml', { times: 1 })
    expect(await (await send()).text()).not.toContain('</ErrorResponse>')
    sts.fault('GetCallerIdentity', 'internal-error', { times: 1 })
    expect((await send()).status).toBe(500)
    expect((await send()).status).toBe(403)
  })

  it('shortens sessions, delays responses and records requests', async () => {
    sts.sessionSeconds = 1
    sts.latency = 50
    const started = Date.now()
    const { Credentials } = await assume(alice, 'nomfa')
    expect(Date.now() - started).toBeGreaterThanOrEqual(49)
    expect(secondsLeft(Credentials)).toBeLessThanOrEqual(1)
    expect(sts.calls('AssumeRole').at(-1)).toMatchObject({
      caller: 'arn:aws:iam::111111111111:user/alice',
      region: 'eu-west-1',
      status: 200,
      params: { RoleArn: arnOf('nomfa'), RoleSessionName: 'alice' },
    })
    expect(sts.calls('AssumeRole').at(-1)?.userAgent).toContain('aws-sdk-js')
    expect(sts.secrets()).toContain(Credentials?.SecretAccessKey)
  })
})

function secondsLeft(credentials: StsCredentials | undefined): number {
  return ((credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000
}
