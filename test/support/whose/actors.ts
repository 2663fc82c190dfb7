import { createHash, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { startIdentityProvider, type IdentityProvider } from '../identity-provider/server.js'
import { startScene, type Scene } from '../scene.js'
import { role, user } from '../sts-server/default-model.js'
import { writeJwt } from '../sts-server/jwt.js'
import type { AccessKey, Session } from '../sts-server/model.js'
import { startWebServer, type WebServer } from '../web-server.js'

/*
 * Two identities on one machine, and somebody without one: jobs of a runner, pods with a shared
 * home, people at one account. A STS, an identity provider and the endpoints of machines know them.
 */

export type Who = 'one' | 'two' | 'nobody'

export const TOKENS: Record<Who, string> = {
  one: 'token-of-one',
  two: 'token-of-two',
  nobody: 'wrong',
}
const ISSUER = 'https://gitlab.example.com'
const PROVIDER = 'arn:aws:iam::222222222222:oidc-provider/gitlab.example.com'
export const ON_ROLE = 'role_arn = arn:aws:iam::222222222222:role/batch\nregion = eu-west-1\n'
export const CI_ROLE = 'role_arn = arn:aws:iam::222222222222:role/ci\nregion = eu-west-1\n'
export const SAML_PROVIDER = 'arn:aws:iam::222222222222:saml-provider/corp'
export const SAML_ROLE = 'role_arn = arn:aws:iam::222222222222:role/saml\nregion = eu-west-1\n'
export const LOGIN = 'arn:aws:sts::222222222222:assumed-role/console/person'
export const START = 'https://corp.awsapps.com/start'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

export let scene: Scene
export let server: WebServer
let idp: IdentityProvider
/** Requests to the endpoints of the machine, the portal and the jobs. */
export let asked = 0
/** Whom the endpoints without a token serve now: the machine that a shared home is on. */
let machine: Who = 'one'
export const sessions: Partial<Record<Who, Session>> = {}
export const idTokens = {} as Record<Who, string>
/** Long-term keys of two users whom a role trusts, and of one whom no role trusts. */
export const longTermKeys = {} as Record<Who, AccessKey>

/** Starts everything; once for each test file. */
export async function startActors(): Promise<void> {
  scene = await startScene()
  const { model } = scene.sts
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' } as JsonWebKey]
  model.oidcProviders.push({
    arn: PROVIDER,
    issuer: ISSUER,
    audiences: ['sts.amazonaws.com'],
    keys,
  })
  idp = await startIdentityProvider({
    roles: [`arn:aws:iam::222222222222:role/saml,${SAML_PROVIDER}`],
  })
  const { certificate } = idp.key
  model.samlProviders.push({ arn: SAML_PROVIDER, issuer: idp.entityId, certificate })
  const first = [
    role('222222222222', 'ci', { trusts: [PROVIDER] }),
    role('222222222222', 'saml', { trusts: [SAML_PROVIDER] }),
  ]
  model.roles.push(...first)
  const batch = model.roles.find(({ arn }) => arn.endsWith('role/batch'))
  for (const who of ['one', 'two'] as const) {
    const own = role('111111111111', who, { trusts: [], maxSessionDuration: 43_200 })
    model.roles.push(own)
    const person = user(`arn:aws:iam::111111111111:user/${who}`, true)
    model.users.push(person)
    batch?.trusts.push(own.arn, person.arn)
    sessions[who] = scene.sts.instanceSession(own.arn)
  }
  batch?.trusts.push(...first.map(({ arn }) => arn))
  const both = model.users.find(({ arn }) => arn.endsWith('user/one'))
  both?.mfaDevices.push(...user('arn:aws:iam::111111111111:user/two', true).mfaDevices)
  for (const who of ['one', 'two', 'nobody'] as const) {
    const name = who === 'nobody' ? 'mallory' : who
    const key = model.users.find(({ arn }) => arn.endsWith(`user/${name}`))?.keys[0]
    if (key) longTermKeys[who] = key
    const print = who === 'nobody' ? 'echo {}' : `cat "$HOME/keys/${who}.json"`
    await chmod(await scene.home.write(`bins/${who}/fetch-keys`, `#!/bin/sh\n${print}\n`), 0o700)
    const printToken = who === 'nobody' ? 'true' : `cat "$HOME/ids/${who}"`
    const tool = await scene.home.write(`bins/${who}/fetch-token`, `#!/bin/sh\n${printToken}\n`)
    await chmod(tool, 0o700)
    idTokens[who] = idToken(who)
    await scene.home.write(`tokens/${who}`, `${TOKENS[who]}`)
    await scene.home.write(`ids/${who}`, who === 'nobody' ? 'no token' : `${idTokens[who]}\n`)
    await scene.home.write(`in/${who}/token`, who === 'nobody' ? 'no token' : idTokens[who])
    await scene.home.write(`keys/${who}.json`, who === 'nobody' ? '{}' : printed(who))
  }
  server = await startWebServer((request, response) => {
    asked++
    const { url = '', method, headers } = request
    const { pathname } = new URL(url, 'http://localhost')
    const bearer = headers['x-amz-sso_bearer_token']
    const given = headers.authorization?.replace('Bearer ', '') ?? bearer
    const who =
      pathname.startsWith('/open') || pathname.startsWith('/latest') ? machine : whoHas(given)
    response.setHeader('content-type', 'application/json')
    if (method === 'PUT') return void response.end('metadata-token')
    if (pathname.endsWith('/security-credentials/')) return void response.end('instance')
    if (who === 'nobody') return void response.writeHead(401).end('{"message":"no"}')
    if (pathname.startsWith('/jobs/')) {
      return void response.end(JSON.stringify({ value: idTokens[who] }))
    }
    response.end(pathname.startsWith('/federation') ? roleCredentials(who) : endpointAnswer(who))
  })
}

/** Stops what {@link startActors} started. */
export async function stopActors(): Promise<void> {
  await server[Symbol.asyncDispose]()
  await idp[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
}

/** Decides whom the endpoints without a token serve from now on. */
export function serveMachine(who: Who): void {
  machine = who
}

const whoHas = (token: string | string[] | undefined): Who =>
  (['one', 'two'] as const).find((who) => TOKENS[who] === token) ?? 'nobody'

export function sessionOf(who: Who): Session {
  const session = sessions[who]
  if (!session) throw new Error(`nobody has no session`)
  return session
}

export const inAnHour = (): string => new Date(Date.now() + 3600_000).toISOString()
export const hash = (name: string, text: string): string =>
  createHash(name).update(text).digest('hex')

function endpointAnswer(who: Who): string {
  const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
  const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken }
  return JSON.stringify({ Code: 'Success', ...keys, Expiration: inAnHour() })
}

export function printed(who: Who): string {
  const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
  const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }
  return JSON.stringify({ Version: 1, ...keys, SessionToken: sessionToken, Expiration: inAnHour() })
}

function roleCredentials(who: Who): string {
  const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
  const expiration = Date.now() + 3600_000
  const keys = { accessKeyId, secretAccessKey, sessionToken, expiration }
  return JSON.stringify({ roleCredentials: keys })
}

function idToken(sub: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: ISSUER, sub, aud: 'sts.amazonaws.com', iat: now, exp: now + 3000 }
  return writeJwt(claims, 'RS256', privateKey, 'k')
}

/** @returns path of a new assertion of a user */
export async function assertion(name: string, who: Who): Promise<string> {
  const text = who === 'nobody' ? 'no assertion' : await idp.respond({ sessionName: who })
  return scene.home.write(name, text)
}

/** A token of the AWS CLI's sign-in, by the name of the section or by the start URL. */
export async function signIn(id: string, who: Who): Promise<void> {
  const token = { accessToken: TOKENS[who], expiresAt: inAnHour(), region: 'eu-west-1' }
  await scene.home.write(`.aws/sso/cache/${hash('sha1', id)}.json`, JSON.stringify(token))
}

export async function consoleSignIn(who: Who, session = LOGIN): Promise<void> {
  const name = `.aws/login/cache/${hash('sha256', session)}.json`
  if (who === 'nobody') return void (await scene.home.write(name, '{}'))
  const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
  const keys = { accessKeyId, secretAccessKey, sessionToken, accountId: '222222222222' }
  const accessToken = { ...keys, expiresAt: inAnHour() }
  const token = { accessToken, clientId: 'c', refreshToken: 'r', dpopKey: `key of ${who}` }
  await scene.home.write(name, JSON.stringify(token))
}

export const file = (folder: string, who: Who): string => join(scene.home.path, folder, who)

export const keysOf = ({ accessKeyId, secretAccessKey }: AccessKey): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
})
/** The same profile for each, with another value of what tells them apart. */
export const profileOf = (who: Who): { args: string } => ({ args: `--profile of-${who}` })
export const profiles = (of: (who: Who) => string): string =>
  (['one', 'two', 'nobody'] as const).map((who) => `\n[profile of-${who}]\n${of(who)}`).join('')
export const staticKeys = (who: Who): string =>
  `aws_access_key_id = ${longTermKeys[who].accessKeyId}\naws_secret_access_key = ${longTermKeys[who].secretAccessKey}\n`
