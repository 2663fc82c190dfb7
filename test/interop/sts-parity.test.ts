import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/commands.js'
import { startIdentityProvider } from '../support/identity-provider/server.js'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { encodeAuthorizationMessage } from '../support/sts-server/authorization-messages.js'
import { writeJwt } from '../support/sts-server/jwt.js'

const NOMFA = 'arn:aws:iam::222222222222:role/nomfa'
const SAML = 'arn:aws:iam::222222222222:saml-provider/corp'
const OIDC = 'arn:aws:iam::222222222222:oidc-provider/issuer.example'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const VIEW_ONLY = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'
const POLICY =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}\n'

let scene: Scene
let message: string
beforeAll(async () => {
  scene = await startScene()
  const { model } = scene.sts
  await scene.home.write('policy.json', POLICY)
  await scene.home.write('tags.json', '[{"Key":"team","Value":"röd"},{"Key":"empty","Value":""}]')

  const idp = await startIdentityProvider({ roles: [`${NOMFA},${SAML}`] })
  await scene.home.write('assertion', await idp.respond())
  model.samlProviders.push({ arn: SAML, issuer: idp.entityId, certificate: idp.key.certificate })
  await idp[Symbol.asyncDispose]()

  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [issuer, now] = ['https://issuer.example', Date.now() / 1000]
  const claims = { iss: issuer, sub: 'someone', aud: 'rolecall', exp: now + 600 }
  await scene.home.write('token', writeJwt(claims, 'ES256', privateKey, 'k1'))
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }]
  model.oidcProviders.push({ arn: OIDC, issuer, audiences: ['rolecall'], keys })

  model.roles.find(({ arn }) => arn === NOMFA)?.trusts.push(SAML, OIDC)
  model.tradeInTokens.push({ token: 'good', roleArn: NOMFA, expiration: Date.now() + 600_000 })
  await scene.home.write('trade-in', 'good')
  message = encodeAuthorizationMessage({ allowed: false, context: { action: 'ec2:RunInstances' } })
})
afterAll(() => scene[Symbol.asyncDispose]())

/** Flags that both programs accept, with the placeholders of {@link argsOf}. */
const CALLS: Record<string, string[]> = {
  'assume-role': [
    ...[
      '--role-arn',
      NOMFA,
      '--role-session-name',
      'parity',
      '--policy',
      'file://HOME/policy.json',
    ],
    ...['--policy-arns', `arn=${READ_ONLY}`, `arn=${VIEW_ONLY}`, '--duration-seconds', '1000'],
    ...[
      '--tags',
      'Key=a,Value="b c"',
      'Key=d,Value=',
      "Key=e,Value='f'",
      '--transitive-tag-keys',
      'a',
      'd',
    ],
    ...['--external-id', 'e:1', '--source-identity', 'alice'],
    ...['--provided-contexts', `ProviderArn=${SAML},ContextAssertion=opaque`],
  ],
  'assume-role-with-saml': [
    ...['--role-arn', NOMFA, '--principal-arn', SAML, '--saml-assertion', 'file://HOME/assertion'],
    ...['--policy-arns', `[{"arn":"${READ_ONLY}"}]`],
  ],
  'assume-role-with-web-identity': [
    ...[
      '--role-arn',
      NOMFA,
      '--role-session-name',
      'web',
      '--web-identity-token',
      'file://HOME/token',
    ],
    ...['--policy', POLICY],
  ],
  'assume-root': [
    ...['--target-principal', '222222222222', '--task-policy-arn'],
    'arn=arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
  ],
  'decode-authorization-message': ['--encoded-message', 'MESSAGE'],
  'get-access-key-info': ['--access-key-id', 'KEY'],
  'get-caller-identity': [],
  'get-delegated-access-token': ['--trade-in-token', 'file://HOME/trade-in'],
  'get-federation-token': [
    ...[
      '--name',
      'supplier',
      '--policy',
      'file://HOME/policy.json',
      '--tags',
      'file://HOME/tags.json',
    ],
  ],
  'get-session-token': ['--serial-number', 'SERIAL', '--token-code', 'CODE'],
  'get-web-identity-token': [
    ...['--audience', 'https://a.example', 'b', '--signing-algorithm', 'ES384'],
    ...['--tags', 'Key=k,Value=v'],
  ],
}

function argsOf(operation: string): string[] {
  const code = operation === 'get-session-token' ? scene.sts.freshCode(scene.serial) : ''
  const placeholders = {
    'HOME/': `${scene.home.path}/`,
    MESSAGE: message,
    KEY: scene.key.accessKeyId,
    SERIAL: scene.serial,
    CODE: code,
  }
  const fill = (arg: string): string =>
    Object.entries(placeholders).reduce(
      (text, [name, value]) => text.replace(new RegExp(`^(file://)?${name}`), `$1${value}`),
      arg,
    )
  return ['sts', operation, '--profile', 'base', ...(CALLS[operation] ?? []).map(fill)]
}

/** Masks values that differ between two responses. Times are masked only in the expected format. */
function withoutVariableParts(json: string): string {
  return json
    .replace(/("(?:AccessKeyId|SecretAccessKey|SessionToken|WebIdentityToken)": ")[^"]+/g, '$1…')
    .replace(/("Expiration": ")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '$1…')
}

/** The recorded request of one program. Its MFA code is masked, since each program has its own. */
function requestOf(program: RegExp, operation: string) {
  const found = scene.sts.requests.filter(
    (each) =>
      program.test(each.userAgent) &&
      each.operation.toLowerCase() === operation.replaceAll('-', ''),
  )
  const { params = {}, caller, region } = found[0] ?? {}
  const code = params['TokenCode'] === undefined ? {} : { TokenCode: '…' }
  return { params: { ...params, ...code }, caller, region, count: found.length }
}

describe.skipIf(!isInstalled('aws'))(
  'sends the request and prints the output of the AWS CLI',
  () => {
    test.concurrent.each(Object.keys(CALLS))('%s', async (operation) => {
      const online = operation === 'get-access-key-info' ? ['--online'] : []
      const [theirs, ours] = await Promise.all([
        runCommand('aws', argsOf(operation), { env: scene.env }),
        scene.rolecall([...argsOf(operation), ...online]),
      ])
      expect(theirs).toMatchObject({ code: 0, stderr: '' })
      expect(ours).toMatchObject({ code: 0, stderr: '' })
      expect(withoutVariableParts(ours.stdout)).toBe(withoutVariableParts(theirs.stdout))
      const request = requestOf(/rolecall/, operation)
      expect(request.count).toBe(1)
      expect(request).toEqual(requestOf(/aws-cli/, operation))
    })
  },
)
