import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  AssumeRootCommand,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetDelegatedAccessTokenCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  GetWebIdentityTokenCommand,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { refusal, sdkClient } from '../support/sdk-client.js'
import type { StsServer } from '../support/sts-server/api.js'
import { encodeAuthorizationMessage } from '../support/sts-server/authorization-messages.js'
import { readJwt, writeJwt } from '../support/sts-server/jwt.js'
import type { AccessKey } from '../support/sts-server/model.js'
import { startSts } from '../support/sts-server/server.js'

const NOMFA = 'arn:aws:iam::222222222222:role/nomfa'
let sts: StsServer
let alice: AccessKey
let mallory: AccessKey
beforeAll(async () => {
  sts = await startSts()
  ;[alice, mallory] = sts.model.users.map(({ keys }) => keys[0]) as [AccessKey, AccessKey]
})
afterAll(() => sts.close())

it('GetFederationToken: for a user, not for a session; the result may call GetCallerIdentity', async () => {
  const command = new GetFederationTokenCommand({ Name: 'guest', DurationSeconds: 900 })
  const { Credentials, FederatedUser } = await sdkClient(sts, alice).send(command)
  const guest = 'arn:aws:sts::111111111111:federated-user/guest'
  expect(FederatedUser).toEqual({ Arn: guest, FederatedUserId: '111111111111:guest' })
  const federated = sdkClient(sts, Credentials)
  expect(await federated.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: guest })
  expect(await refusal(federated.send(command))).toBe(
    'AccessDenied: Cannot call GetFederationToken with session credentials',
  )
  const role = new AssumeRoleCommand({ RoleArn: NOMFA, RoleSessionName: 'guest' })
  expect(await refusal(federated.send(role))).toMatch(
    /^AccessDenied: User: .*federated-user\/guest is not/,
  )
})

it('GetAccessKeyInfo: returns the account of long-term and issued keys', async () => {
  const info = (AccessKeyId: string) =>
    sdkClient(sts, alice).send(new GetAccessKeyInfoCommand({ AccessKeyId }))
  expect(await info(mallory.accessKeyId)).toMatchObject({ Account: '999999999999' })
  const session = sts.instanceSession(NOMFA)
  expect(await info(session.accessKeyId)).toMatchObject({ Account: '222222222222' })
  expect(await refusal(info('short'))).toMatch(/length greater than or equal to 16/)
})

it('DecodeAuthorizationMessage: decodes only messages of STS, and not for a session token', async () => {
  const decode = (EncodedMessage: string, signer = sdkClient(sts, alice)) =>
    signer.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }))
  const message = encodeAuthorizationMessage({ allowed: false })
  expect(await decode(message)).toMatchObject({ DecodedMessage: '{"allowed":false}' })
  const corrupted = `${message.slice(0, -4)}AAAA`
  expect(await refusal(decode(corrupted))).toMatch(/^InvalidAuthorizationMessageException/)
  const { Credentials } = await sdkClient(sts, alice).send(new GetSessionTokenCommand({}))
  expect(await refusal(decode(message, sdkClient(sts, Credentials)))).toMatch(/^AccessDenied/)
})

it('AssumeRoleWithWebIdentity: checks signature, issuer, audience, expiry and trust', async () => {
  const issuerKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const otherKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const arn = 'arn:aws:iam::222222222222:oidc-provider/issuer.example'
  const claims = {
    iss: 'https://issuer.example',
    sub: 'someone',
    aud: ['other', 'rolecall'],
    exp: Date.now() / 1000 + 60,
  }
  sts.model.oidcProviders.push({
    arn,
    issuer: claims.iss,
    audiences: ['rolecall'],
    keys: [{ ...issuerKeys.publicKey.export({ format: 'jwk' }), kid: 'k1' }],
  })
  const call = (overrides: object = {}, key: KeyObject = issuerKeys.privateKey, RoleArn = NOMFA) =>
    sdkClient(sts, undefined).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn,
        RoleSessionName: 'web',
        WebIdentityToken: writeJwt({ ...claims, ...overrides }, 'ES256', key, 'k1'),
      }),
    )

  expect(await refusal(call())).toBe(
    'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  )
  sts.model.roles.find((role) => role.arn === NOMFA)?.trusts.push(arn)
  const output = await call()
  expect(output).toMatchObject({
    Audience: 'rolecall',
    Provider: arn,
    SubjectFromWebIdentityToken: 'someone',
  })
  expect(
    await sdkClient(sts, output.Credentials).send(new GetCallerIdentityCommand({})),
  ).toMatchObject({ Arn: 'arn:aws:sts::222222222222:assumed-role/nomfa/web' })
  expect(await refusal(call({}, otherKeys.privateKey))).toMatch(/verification key/)
  expect(await refusal(call({ aud: 'other' }))).toMatch(/Incorrect token audience/)
  expect(await refusal(call({ exp: 1 }))).toMatch(/^ExpiredTokenException: Token expired/)
  expect(await refusal(call({ iss: 'https://x.example' }))).toMatch(/No OpenIDConnect provider/)
  const roleOfOtherAccount = 'arn:aws:iam::333333333333:role/audit'
  expect(await refusal(call({}, issuerKeys.privateKey, roleOfOtherAccount))).toMatch(
    /No OpenIDConnect provider/,
  )
})

it('GetWebIdentityToken: signs a token about the caller', async () => {
  const get = (SigningAlgorithm: string, DurationSeconds = 60) =>
    sdkClient(sts, alice).send(
      new GetWebIdentityTokenCommand({ Audience: ['a', 'b'], SigningAlgorithm, DurationSeconds }),
    )
  for (const algorithm of ['RS256', 'ES384']) {
    const { WebIdentityToken = '' } = await get(algorithm)
    expect(readJwt(WebIdentityToken)).toMatchObject({
      header: { alg: algorithm },
      claims: { sub: 'arn:aws:iam::111111111111:user/alice', aud: ['a', 'b'] },
    })
  }
  expect(await refusal(get('HS256'))).toMatch(/^ValidationError.*signingAlgorithm/)
  expect(await refusal(get('ES384', 59))).toMatch(/greater than or equal to 60/)
})

it('AssumeRoot: requires the management account, a member account and a task policy', async () => {
  const call = (key: AccessKey, TargetPrincipal: string, task = 'IAMAuditRootUserCredentials') =>
    sdkClient(sts, key).send(
      new AssumeRootCommand({
        TargetPrincipal,
        TaskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${task}` },
      }),
    )
  const { Credentials } = await call(alice, '222222222222')
  expect((Credentials?.Expiration?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(900_000)
  expect(await refusal(call(mallory, '222222222222'))).toMatch(/^AccessDenied.*sts:AssumeRoot/)
  expect(await refusal(call(alice, '333333333333'))).toMatch(/^AccessDenied/)
  expect(await refusal(call(alice, '222222222222', 'Everything'))).toMatch(/^AccessDenied/)
})

it('GetDelegatedAccessToken: requires a known token that has not expired', async () => {
  const expiration = Date.now() + 60_000
  sts.model.tradeInTokens.push({ token: 'good', roleArn: NOMFA, expiration })
  sts.model.tradeInTokens.push({ token: 'old', roleArn: NOMFA, expiration: 0 })
  const trade = (TradeInToken: string) =>
    sdkClient(sts, alice).send(new GetDelegatedAccessTokenCommand({ TradeInToken }))
  expect(await trade('good')).toMatchObject({
    AssumedPrincipal: 'arn:aws:sts::222222222222:assumed-role/nomfa/delegated',
  })
  expect(await refusal(trade('old'))).toMatch(/^ExpiredTradeInTokenException/)
  expect(await refusal(trade('unknown'))).toMatch(/^AccessDenied/)
})
