import { createHash, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunOptions } from '../../support/run.js'
import { startScene, type Scene } from '../../support/scene.js'
import { role, user } from '../../support/sts-server/default-model.js'
import { writeJwt } from '../../support/sts-server/jwt.js'
import { identityOf, type AccessKey, type User } from '../../support/sts-server/model.js'
import { startWebServer, type WebServer } from '../../support/web-server.js'
import { IDENTITIES, type IdentityCase } from './identities.js'

const ISSUER = 'https://cluster.example.com'
const PROVIDER = 'arn:aws:iam::222222222222:oidc-provider/cluster.example.com'
const INSTANCE = 'arn:aws:iam::111111111111:role/instance'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

let scene: Scene
let machine: WebServer
/** A metadata service of an instance without a role. */
let bare: WebServer
let bobsKey: AccessKey
/** What the words in capitals stand for. */
let words: Record<string, string>
beforeAll(async () => {
  scene = await startScene()
  machine = await startWebServer(answer)
  bare = await startWebServer(({ method }, response) => {
    response.writeHead(method === 'PUT' ? 200 : 404).end(method === 'PUT' ? 'token' : undefined)
  })
  const bob = user('arn:aws:iam::111111111111:user/bob', false)
  const ci = role('222222222222', 'ci', { trusts: [PROVIDER] })
  scene.sts.model.users.push(bob)
  scene.sts.model.roles.push(ci, role('222222222222', 'after-ci', { trusts: [ci.arn] }))
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' } as JsonWebKey]
  scene.sts.model.oidcProviders.push({
    arn: PROVIDER,
    issuer: ISSUER,
    audiences: ['sts.amazonaws.com'],
    keys,
  })
  bobsKey = keyOf(bob)
  words = {
    '@ALICE': keysOf(scene.key),
    '@BOB': keysOf(bobsKey),
    '@TOKEN': await scene.home.write('token', tokenOf(ISSUER)),
    '@BADTOKEN': await scene.home.write('bad-token', tokenOf('https://other.example.com')),
    '@MACHINE': machine.url,
    '@BARE': bare.url,
    '@TOOL': `sh ${await scene.home.write('tool', toolScript())}`,
  }
})
afterAll(async () => {
  await machine[Symbol.asyncDispose]()
  await bare[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

describe('the built program is who the SDKs are', () => {
  test.concurrent.each(IDENTITIES)('$from: $what', async (one) => {
    const options = await prepare(one)
    const result = await scene.rolecall(['process', '--no-cache', ...(one.args ?? [])], options)
    if (one.error) {
      expect(result).toMatchObject({ stdout: '' })
      expect(result.code).not.toBe(0)
      expect(result.stderr).toMatch(/^rolecall: /)
      expect(result.stderr).toMatch(one.error)
      return
    }
    expect(result).toMatchObject({ code: 0, stderr: '' })
    const printed = JSON.parse(result.stdout) as { AccessKeyId: string; AccountId?: string }
    if (one.is !== undefined) expect(whoIs(printed.AccessKeyId)).toContain(`:${one.is}`)
    if (one.by !== undefined) expect(signerOf(one)).toContain(`:${one.by}`)
    if (one.account !== undefined) expect(printed.AccountId).toBe(one.account)
  })
})

/** Writes the files of a case into a folder of their own, and says where they are. */
async function prepare(one: IdentityCase): Promise<RunOptions> {
  const index = IDENTITIES.indexOf(one)
  const fill = (text = ''): string => filled(text.replaceAll('@CORP', `corp-${index}`))
  const config = await scene.home.write(`cases/${index}/.aws/config`, fill(one.config))
  const name = `cases/${index}/.aws/credentials`
  const credentials = await scene.home.write(name, fill(one.credentials))
  await signIn([`corp-${index}`, `https://corp-${index}/start`])
  const env: Record<string, string> = one.inHome
    ? { HOME: config.replace('/.aws/config', '') }
    : { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials }
  env['AWS_EC2_METADATA_DISABLED'] = 'true'
  env['AWS_ROLE_SESSION_NAME'] = sessionName(one)
  for (const [variable, value] of Object.entries(one.env ?? {})) {
    if (variable !== '@BOB') env[variable] = fill(value)
    else {
      env['AWS_ACCESS_KEY_ID'] = bobsKey.accessKeyId
      env['AWS_SECRET_ACCESS_KEY'] = bobsKey.secretAccessKey
    }
  }
  return { env }
}

/** Writes the tokens that `aws sso login` leaves. @param ids session names and start URLs */
async function signIn(ids: readonly string[]): Promise<void> {
  const token = { accessToken: 'sso+token', expiresAt: inAnHour(), region: 'eu-west-1' }
  for (const id of ids) {
    const name = createHash('sha1').update(id).digest('hex')
    await scene.home.write(`.aws/sso/cache/${name}.json`, JSON.stringify(token))
  }
}

/** A name by which STS's record of the calls of a case is found. */
function sessionName(one: IdentityCase): string {
  return `case-${IDENTITIES.indexOf(one)}`
}

function filled(text: string): string {
  return text.replaceAll(/@[A-Z]+/g, (word) => words[word] ?? word)
}

function whoIs(accessKeyId: string): string {
  const session = scene.sts.sessions.find((each) => each.accessKeyId === accessKeyId)
  if (session) return identityOf(session.principal).arn
  const owner = scene.sts.model.users.find(({ keys }) =>
    keys.some((key) => key.accessKeyId === accessKeyId),
  )
  return owner?.arn ?? accessKeyId
}

function signerOf(one: IdentityCase): string | undefined {
  const calls = scene.sts.calls('AssumeRole')
  return calls.findLast(({ params }) => params['RoleSessionName'] === sessionName(one))?.caller
}

function keyOf({ keys }: User): AccessKey {
  const [key] = keys
  if (!key) throw new Error('the user has no key')
  return key
}

function keysOf({ accessKeyId, secretAccessKey }: Omit<AccessKey, 'status'>): string {
  return `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}`
}

function tokenOf(issuer: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, sub: 'pod', aud: 'sts.amazonaws.com', iat: now, exp: now + 300 }
  return writeJwt(claims, 'RS256', privateKey, 'k')
}

function inAnHour(): string {
  return new Date(Date.now() + 3600_000).toISOString()
}

/** Prints credentials. With other arguments than the cases pass, it fails. */
function toolScript(): string {
  const { accessKeyId, secretAccessKey, sessionToken } = scene.sts.instanceSession(INSTANCE)
  const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }
  const output = { Version: 1, ...keys, SessionToken: sessionToken, Expiration: inAnHour() }
  const print = (value: object): string => `echo '${JSON.stringify(value)}'`
  return `case "$#:$1:$2:$3" in
'0:::' | '3:--first:a b:--second') ${print(output)} ;;
'1:--account::') ${print({ ...output, AccountId: '111111111111' })} ;;
*) exit 3 ;;
esac
`
}

/** The agent of a container, the metadata service of an instance, and Identity Center's portal. */
const answer: RequestListener = ({ url = '', method, headers }, response) => {
  const session = scene.sts.instanceSession(
    url.startsWith('/federation') ? 'arn:aws:iam::222222222222:role/dev' : INSTANCE,
  )
  const { accessKeyId, secretAccessKey, sessionToken } = session
  if (url.startsWith('/fails')) response.writeHead(500).end('{}')
  else if (method === 'PUT') response.end('metadata-token')
  else if (url.endsWith('/security-credentials/')) response.end('instance')
  else if (url.startsWith('/federation')) {
    if (headers['x-amz-sso_bearer_token'] !== 'sso+token') response.writeHead(401).end('{}')
    const expiration = Date.now() + 3600_000
    const roleCredentials = { accessKeyId, secretAccessKey, sessionToken, expiration }
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ roleCredentials }))
  } else {
    const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken }
    response.end(JSON.stringify({ Code: 'Success', ...keys, Expiration: inAnHour() }))
  }
}
