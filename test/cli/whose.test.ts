import { createHash, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  startIdentityProvider,
  type IdentityProvider,
} from '../support/identity-provider/server.js'
import { runCommand, type RunResult } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { role, secret, user } from '../support/sts-server/default-model.js'
import { readJwt, writeJwt } from '../support/sts-server/jwt.js'
import type { AccessKey, Session } from '../support/sts-server/model.js'
import { startWebServer, type WebServer } from '../support/web-server.js'

/*
 * Two identities on one machine, and somebody without one: jobs of a runner, pods with a shared
 * home, people at one account. None ever gets another's session.
 */

type Who = 'one' | 'two' | 'nobody'
interface Surroundings {
  env?: Record<string, string>
  cwd?: string
  /** Redirections around the command, for a token on a descriptor. */
  redirect?: string
  /** Arguments of `rolecall process`. */
  args?: string
}

const TOKENS: Record<Who, string> = { one: 'token-of-one', two: 'token-of-two', nobody: 'wrong' }
const ISSUER = 'https://gitlab.example.com'
const PROVIDER = 'arn:aws:iam::222222222222:oidc-provider/gitlab.example.com'
const ON_ROLE = 'role_arn = arn:aws:iam::222222222222:role/batch\nregion = eu-west-1\n'
const CI_ROLE = 'role_arn = arn:aws:iam::222222222222:role/ci\nregion = eu-west-1\n'
const SAML_PROVIDER = 'arn:aws:iam::222222222222:saml-provider/corp'
const SAML_ROLE = 'role_arn = arn:aws:iam::222222222222:role/saml\nregion = eu-west-1\n'
const LOGIN = 'arn:aws:sts::222222222222:assumed-role/console/person'
const START = 'https://corp.awsapps.com/start'
const SSO = `sso_start_url = ${START}\nsso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = dev\n`
const CORP = 'sso_session = corp\nsso_account_id = 222222222222\nsso_role_name = dev\n'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

let scene: Scene
let server: WebServer
let idp: IdentityProvider
/** Requests to the endpoints of the machine, the portal and the jobs. */
let asked = 0
/** Whom the endpoints without a token serve now: the machine that a shared home is on. */
let machine: Who = 'one'
const sessions: Partial<Record<Who, Session>> = {}
const idTokens = {} as Record<Who, string>
/** Long-term keys of two users whom a role trusts, and of one whom no role trusts. */
const longTermKeys = {} as Record<Who, AccessKey>

beforeAll(async () => {
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
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await idp[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

const whoHas = (token: string | string[] | undefined): Who =>
  (['one', 'two'] as const).find((who) => TOKENS[who] === token) ?? 'nobody'

function sessionOf(who: Who): Session {
  const session = sessions[who]
  if (!session) throw new Error(`nobody has no session`)
  return session
}

const inAnHour = (): string => new Date(Date.now() + 3600_000).toISOString()
const hash = (name: string, text: string): string => createHash(name).update(text).digest('hex')

function endpointAnswer(who: Who): string {
  const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
  const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken }
  return JSON.stringify({ Code: 'Success', ...keys, Expiration: inAnHour() })
}

function printed(who: Who): string {
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
async function assertion(name: string, who: Who): Promise<string> {
  const text = who === 'nobody' ? 'no assertion' : await idp.respond({ sessionName: who })
  return scene.home.write(name, text)
}

/** A token of the AWS CLI's sign-in, by the name of the section or by the start URL. */
async function signIn(id: string, who: Who): Promise<void> {
  const token = { accessToken: TOKENS[who], expiresAt: inAnHour(), region: 'eu-west-1' }
  await scene.home.write(`.aws/sso/cache/${hash('sha1', id)}.json`, JSON.stringify(token))
}

async function consoleSignIn(who: Who, session = LOGIN): Promise<void> {
  const name = `.aws/login/cache/${hash('sha256', session)}.json`
  if (who === 'nobody') return void (await scene.home.write(name, '{}'))
  const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
  const keys = { accessKeyId, secretAccessKey, sessionToken, accountId: '222222222222' }
  const accessToken = { ...keys, expiresAt: inAnHour() }
  const token = { accessToken, clientId: 'c', refreshToken: 'r', dpopKey: `key of ${who}` }
  await scene.home.write(name, JSON.stringify(token))
}

const file = (folder: string, who: Who): string => join(scene.home.path, folder, who)

interface Case {
  config: string | (() => string)
  as: (who: Who) => Surroundings | Promise<Surroundings>
  /** True: the source is asked each time. By default a hit makes no request at all. */
  asks?: true
  /** True: each call uses what it is given. The next one without it is the last one's. */
  isGiven?: true
  /** False: a failure is remembered for some seconds for the same program in the same place. */
  hasNobody?: false
}

const container = (
  config: string,
  path = '/credentials',
): { config: string; url: () => string } => ({
  config: `credential_source = EcsContainer\n${config}`,
  url: () => `${server.url}${path}`,
})
const FULL = 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
const TOKEN = 'AWS_CONTAINER_AUTHORIZATION_TOKEN'
const JOB = 'ACTIONS_ID_TOKEN_REQUEST_'

const keysOf = ({ accessKeyId, secretAccessKey }: AccessKey): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
})
/** The same profile for each, with another value of what tells them apart. */
const profileOf = (who: Who): Surroundings => ({ args: `--profile of-${who}` })
const profiles = (of: (who: Who) => string): string =>
  (['one', 'two', 'nobody'] as const).map((who) => `\n[profile of-${who}]\n${of(who)}`).join('')
const staticKeys = (who: Who): string =>
  `aws_access_key_id = ${longTermKeys[who].accessKeyId}\naws_secret_access_key = ${longTermKeys[who].secretAccessKey}\n`
const loginOf = (who: Who): string => LOGIN.replace('person', who)
const onPath = (who: Who): Surroundings => ({
  env: { PATH: `${file('bins', who)}:${scene.env['PATH']}` },
})

/** Each source of tokens with its role, and with a second role on top of it. */
const onFirstRoleOrNext = (name: string, first: string, of: (more: string) => Case) => ({
  [`${name}, for its role`]: of(first),
  [`${name}, for the next role`]: of(`${first}${ON_ROLE}`),
})

/** Each source with a role, and without one if it has credentials of its own. */
const onRoleOrBare = (name: string, of: (more: string) => Case): Record<string, Case> => ({
  [`${name}, for a role`]: of(ON_ROLE),
  [`${name}, as it is`]: of('region = eu-west-1\n'),
})

const CASES: Record<string, Case> = {
  ...onRoleOrBare('the authorization token of a container', (more) => ({
    config: container(more).config,
    as: (who) => ({ env: { [FULL]: `${server.url}/credentials`, [TOKEN]: TOKENS[who] } }),
  })),
  ...onRoleOrBare('the token file of a container', (more) => ({
    config: container(more).config,
    as: (who) => ({ env: { [FULL]: `${server.url}/pod`, [`${TOKEN}_FILE`]: file('tokens', who) } }),
  })),
  ...onRoleOrBare('a token file of a container that is replaced', (more) => ({
    config: container(more).config,
    async as(who) {
      const path = await scene.home.write('pod-token', TOKENS[who])
      return { env: { [FULL]: `${server.url}/same`, [`${TOKEN}_FILE`]: path } }
    },
  })),
  ...onRoleOrBare('the token of a container on a descriptor', (more) => ({
    config: container(more).config,
    asks: true,
    as: (who) => ({
      env: { [FULL]: `${server.url}/fd`, [`${TOKEN}_FILE`]: '/dev/fd/3' },
      redirect: `3< <(printf %s ${TOKENS[who]})`,
    }),
  })),
  ...onRoleOrBare('a container endpoint without a token', (more) => ({
    config: container(more).config,
    asks: true,
    as(who) {
      machine = who
      return { env: { [FULL]: `${server.url}/open` } }
    },
  })),
  ...onRoleOrBare('the instance that a shared home is on', (more) => ({
    config: `credential_source = Ec2InstanceMetadata\n${more}`,
    asks: true,
    as(who) {
      machine = who
      return { env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: server.url } }
    },
  })),
  ...onRoleOrBare('a command that depends on a variable', (more) => ({
    config: `credential_process = cat $HOME/keys/$JOB.json\n${more}`,
    asks: true,
    as: (who) => ({ env: { JOB: who } }),
  })),
  ...onRoleOrBare('a command whose file is replaced', (more) => ({
    config: `credential_process = cat $HOME/now.json\n${more}`,
    asks: true,
    hasNobody: false,
    async as(who) {
      await scene.home.write('now.json', who === 'nobody' ? '{}' : printed(who))
      return {}
    },
  })),
  ...onRoleOrBare('a command that depends on the folder', (more) => ({
    config: `credential_process = cat ../../keys/$(basename "$PWD").json\n${more}`,
    asks: true,
    as: (who) => ({ cwd: join(scene.home.path, 'in', who) }),
  })),
  ...onRoleOrBare('a sign-in with Identity Center', (more) => ({
    config: `${CORP}${more}`,
    async as(who) {
      await signIn('corp', who)
      return { env: { AWS_ENDPOINT_URL_SSO: server.url } }
    },
  })),
  ...onRoleOrBare('a sign-in with Identity Center, legacy format', (more) => ({
    config: `${SSO}${more}`,
    async as(who) {
      await signIn(START, who)
      return { env: { AWS_ENDPOINT_URL_SSO: server.url } }
    },
  })),
  ...onRoleOrBare('a sign-in with Identity Center, in two homes with one state folder', (more) => ({
    config: `${CORP}${more}`,
    async as(who) {
      const token = { accessToken: TOKENS[who], expiresAt: inAnHour(), region: 'eu-west-1' }
      const name = `home-${who}/.aws/sso/cache/${hash('sha1', 'corp')}.json`
      await scene.home.write(name, JSON.stringify(token))
      return {
        env: { AWS_ENDPOINT_URL_SSO: server.url, HOME: join(scene.home.path, `home-${who}`) },
      }
    },
  })),
  ...onRoleOrBare('a sign-in with the console', (more) => ({
    config: `login_session = ${LOGIN}\n${more}`,
    async as(who) {
      await consoleSignIn(who)
      return {}
    },
  })),
  ...onRoleOrBare('keys of the environment', (more) => ({
    config: `credential_source = Environment\n${more}`,
    as(who) {
      if (who === 'nobody') return { env: { AWS_ACCESS_KEY_ID: sessionOf('one').accessKeyId } }
      const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
      return { env: { ...keys, AWS_SESSION_TOKEN: sessionToken } }
    },
  })),
  'a wrong secret for a key of the environment': {
    config: `credential_source = Environment\n${ON_ROLE}`,
    as(who) {
      const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(
        who === 'two' ? 'two' : 'one',
      )
      const wrong = who === 'nobody' ? secret() : secretAccessKey
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: wrong }
      return { env: { ...keys, AWS_SESSION_TOKEN: sessionToken } }
    },
  },
  'a wrong session token for a key of the environment': {
    config: `credential_source = Environment\n${ON_ROLE}`,
    as(who) {
      const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(
        who === 'two' ? 'two' : 'one',
      )
      const wrong = who === 'nobody' ? `${sessionToken}x` : sessionToken
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
      return { env: { ...keys, AWS_SESSION_TOKEN: wrong } }
    },
  },
  'a token file that is replaced': {
    config: `web_identity_token_file = ~/unused\n${CI_ROLE}`.replace('~/unused', 'token'),
    as: (who) => ({ cwd: join(scene.home.path, 'in', who) }),
  },
  'a token on a descriptor': {
    config: `web_identity_token_file = /dev/fd/3\n${CI_ROLE}`,
    asks: true,
    as: (who) => ({ redirect: `3< <(cat ${file('ids', who)})` }),
  },
  'a token in a here-document': {
    config: `web_identity_token_file = /dev/fd/3\n${CI_ROLE}`,
    asks: true,
    as: (who) => ({ redirect: `3<${file('ids', who)}` }),
  },
  'a token of a variable': {
    config: `web_identity_token_process = printenv CI_ID_TOKEN\n${CI_ROLE}`,
    asks: true,
    as: (who) => (who === 'nobody' ? {} : { env: { CI_ID_TOKEN: idTokens[who] } }),
  },
  'a wrong token of a variable': {
    config: `web_identity_token_process = printenv CI_ID_TOKEN\n${CI_ROLE}`,
    asks: true,
    as: (who) => ({ env: { CI_ID_TOKEN: who === 'nobody' ? `${idTokens.one}x` : idTokens[who] } }),
  },
  'a token command whose file is replaced': {
    config: `web_identity_token_process = cat $HOME/now-token\n${CI_ROLE}`,
    asks: true,
    hasNobody: false,
    async as(who) {
      await scene.home.write('now-token', who === 'nobody' ? '' : idTokens[who])
      return {}
    },
  },
  'a token command that depends on the folder': {
    config: `web_identity_token_process = cat token\n${CI_ROLE}`,
    asks: true,
    as: (who) => ({ cwd: join(scene.home.path, 'in', who) }),
  },
  'a GitHub Actions job, by its request token': {
    config: `credential_source = GitHubActions\n${CI_ROLE}`,
    as: (who) => ({ env: { [`${JOB}URL`]: `${server.url}/jobs/1`, [`${JOB}TOKEN`]: TOKENS[who] } }),
  },
  'a GitHub Actions job, by its URL': {
    config: `credential_source = GitHubActions\n${CI_ROLE}`,
    as: (who) => ({
      env: { [`${JOB}URL`]: `${server.url}/jobs/of-${who}`, [`${JOB}TOKEN`]: TOKENS[who] },
    }),
  },
  ...onFirstRoleOrNext('a SAML file that is replaced', SAML_ROLE, (more) => ({
    config: () => `saml_assertion_file = ${scene.home.path}/assertion\n${more}`,
    hasNobody: false,
    async as(who) {
      await assertion('assertion', who)
      return {}
    },
  })),
  ...onFirstRoleOrNext('a SAML command in two environments', SAML_ROLE, (more) => ({
    config: `saml_assertion_process = cat $HOME/saml-$JOB\n${more}`,
    async as(who) {
      await assertion(`saml-${who}`, who)
      return { env: { JOB: who } }
    },
  })),
  ...onFirstRoleOrNext('a SAML assertion by hand', SAML_ROLE, (more) => ({
    isGiven: true,
    config: `saml_provider_arn = ${SAML_PROVIDER}\n${more}`,
    as: async (who) => ({
      args: `--profile job --saml-assertion ${await assertion('by-hand', who)}`,
    }),
  })),
  'the authorization token of a container, without a profile': {
    config: '',
    as: (who) => ({
      args: '',
      env: { [FULL]: `${server.url}/credentials`, [TOKEN]: TOKENS[who] },
    }),
  },
  'the token file of a container, without a profile': {
    config: '',
    as: (who) => ({
      args: '',
      env: { [FULL]: `${server.url}/pod`, [`${TOKEN}_FILE`]: file('tokens', who) },
    }),
  },
  'a service account, by the variables of its pod': {
    config: '',
    as: (who) => ({
      args: '',
      env: {
        AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/ci',
        AWS_WEB_IDENTITY_TOKEN_FILE: file('ids', who),
      },
    }),
  },
  'a service account whose token is replaced, by the variables of its pod': {
    config: '',
    async as(who) {
      const path = await scene.home.write('pod-id', who === 'nobody' ? '' : idTokens[who])
      const AWS_ROLE_ARN = 'arn:aws:iam::222222222222:role/ci'
      return { args: '', env: { AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE: path } }
    },
  },
  'long-term keys of the environment': {
    config: `credential_source = Environment\n${ON_ROLE}`,
    as: (who) => ({ env: keysOf(longTermKeys[who]) }),
  },
  'a GitHub Actions job, for the next role': {
    config: `credential_source = GitHubActions\n${CI_ROLE}${ON_ROLE}`,
    as: (who) => ({ env: { [`${JOB}URL`]: `${server.url}/jobs/2`, [`${JOB}TOKEN`]: TOKENS[who] } }),
  },
  ...onRoleOrBare('two tools of one name in two search paths', (more) => ({
    config: `credential_process = fetch-keys\n${more}`,
    asks: true,
    as: onPath,
  })),
  'two tools for a token, of one name in two search paths': {
    config: `web_identity_token_process = fetch-token\n${CI_ROLE}`,
    asks: true,
    as: onPath,
  },
  'two sign-ins with the console': {
    config: profiles((who) => `login_session = ${loginOf(who)}\nregion = eu-west-1\n`),
    async as(who) {
      await consoleSignIn(who, loginOf(who))
      return profileOf(who)
    },
  },
  'two users with one role': {
    config: () =>
      profiles(
        (who) =>
          `${ON_ROLE}source_profile = user-${who}\n[profile user-${who}]\n${staticKeys(who)}`,
      ),
    as: profileOf,
  },
  'two MFA devices of one key': {
    config: () =>
      profiles((who) => {
        const serial = `arn:aws:iam::111111111111:mfa/${who}`
        return `region = eu-west-1\n${staticKeys('one')}mfa_serial = ${serial}\nmfa_process = cat $HOME/code\n`
      }),
    async as(who) {
      const serial = `arn:aws:iam::111111111111:mfa/${who}`
      await scene.home.write('code', who === 'nobody' ? '000000' : scene.sts.freshCode(serial))
      return profileOf(who)
    },
  },
}

/** Who is behind an access key, as far as it was seen being issued. */
const holders = new Map<string, string>()

async function ask(
  config: string,
  { env, cwd, redirect = '', args = '--profile job' }: Surroundings,
): Promise<RunResult> {
  const path = await scene.home.write('whose-config', config)
  const options = { env: { ...scene.env, AWS_CONFIG_FILE: path, ...env }, ...(cwd ? { cwd } : {}) }
  const command = `rolecall process ${args} ${redirect}`
  const before = scene.sts.requests.length
  const result = await runCommand('bash', ['-c', command], options)
  for (const { accessKeyId, principal } of scene.sts.sessions) {
    if (holders.has(accessKeyId)) continue
    const last = scene.sts.requests.at(-1)
    const own = (['one', 'two'] as const).find((who) => sessions[who]?.accessKeyId === accessKeyId)
    const { SerialNumber } = last?.params ?? {}
    // The call for the next role names the first role, which both share, not the token.
    const token = scene.sts.requests
      .slice(before)
      .map(({ params }) => params['WebIdentityToken'])
      .find((value) => value !== undefined)
    const person = 'sessionName' in principal ? principal.sessionName : undefined
    // The parts of what signed the call, in the order of how exactly they tell the two apart.
    const marks = [
      SerialNumber?.split('/').at(-1),
      readJwt(token ?? '')?.claims['sub'],
      ...(last?.caller?.split('/').slice(1) ?? [person]),
    ]
    const signedBy = marks.find((mark) => mark === 'one' || mark === 'two')
    holders.set(accessKeyId, own ?? signedBy ?? JSON.stringify(principal))
  }
  return result
}

const holderOf = ({ stdout }: RunResult): string | undefined =>
  holders.get((JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId)

describe('two identities, and somebody without one', () => {
  test.each(Object.entries(CASES))(
    '%s',
    async (_, { config: given, as, asks = false, isGiven = false, hasNobody = true }) => {
      const config = typeof given === 'string' ? given : given()
      await mkdir(join(scene.home.path, 'home-one'), { recursive: true })
      const sections = `[sso-session corp]\nsso_start_url = ${START}\nsso_region = eu-west-1\n\n`
      const isChained = config.endsWith(ON_ROLE)
      const source = isChained ? config.slice(0, -ON_ROLE.length) : ''
      const profile = isChained
        ? `[profile job]\n${ON_ROLE}source_profile = source\n\n[profile source]\n${source}`
        : `[profile job]\n${config}`
      const text = `${sections}${profile}`
      await scene.rolecall(['logout', '--all'])
      for (const who of ['one', 'one', 'two', 'nobody', 'one', 'two', 'nobody'] as const) {
        if (who === 'nobody' && !hasNobody) continue
        const surroundings = await as(who)
        const result = await ask(text, surroundings)
        if (who === 'nobody') {
          expect(result).toMatchObject({ stdout: '' })
          expect(result.code).not.toBe(0)
        } else {
          expect(result).toMatchObject({ code: 0, stderr: '' })
          expect(holderOf(result)).toBe(who)
        }
      }
      const [calls, requests] = [scene.sts.requests.length, asked]
      if (isGiven) {
        expect(holderOf(await ask(text, await as('one')))).toBe('one')
        const given = scene.sts.requests.length
        expect(holderOf(await ask(text, {}))).toBe('one')
        return expect(scene.sts.requests).toHaveLength(given)
      }
      for (const who of ['one', 'two'] as const) {
        expect(holderOf(await ask(text, await as(who)))).toBe(who)
      }
      expect(scene.sts.requests).toHaveLength(calls)
      if (!asks) expect(asked).toBe(requests)
    },
  )
})
