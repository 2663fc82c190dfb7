import { createHash, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand, type RunResult } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { role, secret } from '../support/sts-server/default-model.js'
import { writeJwt } from '../support/sts-server/jwt.js'
import type { Session } from '../support/sts-server/model.js'
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
}

const TOKENS: Record<Who, string> = { one: 'token-of-one', two: 'token-of-two', nobody: 'wrong' }
const ISSUER = 'https://gitlab.example.com'
const PROVIDER = 'arn:aws:iam::222222222222:oidc-provider/gitlab.example.com'
const ON_ROLE = 'role_arn = arn:aws:iam::222222222222:role/batch\nregion = eu-west-1\n'
const CI_ROLE = 'role_arn = arn:aws:iam::222222222222:role/ci\nregion = eu-west-1\n'
const LOGIN = 'arn:aws:sts::222222222222:assumed-role/console/person'
const START = 'https://corp.awsapps.com/start'
const SSO = `sso_start_url = ${START}\nsso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = dev\n`
const CORP = 'sso_session = corp\nsso_account_id = 222222222222\nsso_role_name = dev\n'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

let scene: Scene
let server: WebServer
/** Requests to the endpoints of the machine, the portal and the jobs. */
let asked = 0
/** Whom the endpoints without a token serve now: the machine that a shared home is on. */
let machine: Who = 'one'
const sessions: Partial<Record<Who, Session>> = {}
const idTokens = {} as Record<Who, string>

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
  model.roles.push(role('222222222222', 'ci', { trusts: [PROVIDER] }))
  const batch = model.roles.find(({ arn }) => arn.endsWith('role/batch'))
  for (const who of ['one', 'two'] as const) {
    const own = role('111111111111', who, { trusts: [], maxSessionDuration: 43_200 })
    model.roles.push(own)
    batch?.trusts.push(own.arn)
    sessions[who] = scene.sts.instanceSession(own.arn)
  }
  for (const who of ['one', 'two', 'nobody'] as const) {
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

/** A token of the AWS CLI's sign-in, by the name of the section or by the start URL. */
async function signIn(id: string, who: Who): Promise<void> {
  const token = { accessToken: TOKENS[who], expiresAt: inAnHour(), region: 'eu-west-1' }
  await scene.home.write(`.aws/sso/cache/${hash('sha1', id)}.json`, JSON.stringify(token))
}

async function consoleSignIn(who: Who): Promise<void> {
  const name = `.aws/login/cache/${hash('sha256', LOGIN)}.json`
  if (who === 'nobody') return void (await scene.home.write(name, '{}'))
  const { accessKeyId, secretAccessKey, sessionToken } = sessionOf(who)
  const keys = { accessKeyId, secretAccessKey, sessionToken, accountId: '222222222222' }
  const accessToken = { ...keys, expiresAt: inAnHour() }
  const token = { accessToken, clientId: 'c', refreshToken: 'r', dpopKey: `key of ${who}` }
  await scene.home.write(name, JSON.stringify(token))
}

const file = (folder: string, who: Who): string => join(scene.home.path, folder, who)

interface Case {
  config: string
  as: (who: Who) => Surroundings | Promise<Surroundings>
  /** True: the source is asked each time. By default a hit makes no request at all. */
  asks?: true
  /** False: a failure is remembered for some seconds for the same program in the same place. */
  hasNobody?: false
}

const container = (
  config: string,
  path = '/credentials',
): Pick<Case, 'config'> & { url: () => string } => ({
  config: `credential_source = EcsContainer\n${config}`,
  url: () => `${server.url}${path}`,
})
const FULL = 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
const TOKEN = 'AWS_CONTAINER_AUTHORIZATION_TOKEN'
const JOB = 'ACTIONS_ID_TOKEN_REQUEST_'

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
}

/** Who is behind an access key, as far as it was seen being issued. */
const holders = new Map<string, string>()

async function ask(config: string, { env, cwd, redirect }: Surroundings): Promise<RunResult> {
  const path = await scene.home.write('whose-config', config)
  const options = { env: { ...scene.env, AWS_CONFIG_FILE: path, ...env }, ...(cwd ? { cwd } : {}) }
  const command = `rolecall process --profile job ${redirect ?? ''}`
  const result = await runCommand('bash', ['-c', command], options)
  for (const { accessKeyId, principal } of scene.sts.sessions) {
    if (holders.has(accessKeyId)) continue
    const last = scene.sts.requests.at(-1)
    const token = last?.params['WebIdentityToken']
    const own = (['one', 'two'] as const).find((who) => sessions[who]?.accessKeyId === accessKeyId)
    const signedBy = (['one', 'two'] as const).find(
      (who) => idTokens[who] === token || last?.caller?.includes(`assumed-role/${who}/`),
    )
    holders.set(accessKeyId, own ?? signedBy ?? JSON.stringify(principal))
  }
  return result
}

const holderOf = ({ stdout }: RunResult): string | undefined =>
  holders.get((JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId)

describe('two identities, and somebody without one', () => {
  test.each(Object.entries(CASES))(
    '%s',
    async (_, { config, as, asks = false, hasNobody = true }) => {
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
      for (const who of ['one', 'two'] as const) {
        expect(holderOf(await ask(text, await as(who)))).toBe(who)
      }
      expect(scene.sts.requests).toHaveLength(calls)
      if (!asks) expect(asked).toBe(requests)
    },
  )
})
