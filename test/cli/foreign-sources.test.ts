import { createHash, generateKeyPairSync } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../support/certificate.js'
import { startProxy } from '../support/proxy.js'
import type { RunResult } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { startWebServer } from '../support/web-server.js'

const LOGIN = 'arn:aws:sts::222222222222:assumed-role/dev/alice'
const BATCH = 'role_arn = arn:aws:iam::222222222222:role/batch\nregion = eu-west-1\n'
/** Profiles as `rolecall adopt` leaves them, which the SDK could not read by itself. */
const PROFILES = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[profile "my sso"]
rolecall_sso_session = corp
rolecall_sso_account_id = 222222222222
rolecall_sso_role_name = dev

[profile old-sso]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 222222222222
sso_role_name = dev

[profile console]
rolecall_login_session = ${LOGIN}
region = eu-west-1

[profile container]
credential_source = EcsContainer
${BATCH}
[profile instance]
role_arn = arn:aws:iam::222222222222:role/batch
credential_source = Ec2InstanceMetadata
`

let scene: Scene
beforeAll(async () => {
  scene = await startScene(PROFILES)
  const signedIn = { accessToken: 'sso+token', expiresAt: inAnHour(), region: 'eu-west-1' }
  for (const id of ['corp', 'https://corp.awsapps.com/start']) {
    await scene.home.write(`.aws/sso/cache/${hash('sha1', id)}.json`, JSON.stringify(signedIn))
  }
})
afterAll(() => scene[Symbol.asyncDispose]())

const inAnHour = (): string => new Date(Date.now() + 3600_000).toISOString()
const hash = (name: string, text: string): string => createHash(name).update(text).digest('hex')
const keyOf = ({ stdout }: RunResult): string =>
  (JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId

/** The portal of IAM Identity Center. */
const portal: RequestListener = ({ url = '', headers }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://portal')
  const asked = [pathname, searchParams.get('account_id'), searchParams.get('role_name')]
  const isKnown = headers['x-amz-sso_bearer_token'] === 'sso+token'
  if (!isKnown || asked.join() !== '/federation/credentials,222222222222,dev') {
    response.writeHead(401).end('{"message":"Session token not found or invalid"}')
    return
  }
  const keys = { accessKeyId: 'ASIASSO', secretAccessKey: 'secret', sessionToken: 'token' }
  const roleCredentials = { ...keys, expiration: Date.now() + 3600_000 }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ roleCredentials }))
}

/** Serves role credentials as a container's agent and as an instance's metadata service do. */
function machine(): RequestListener {
  const session = scene.sts.instanceSession('arn:aws:iam::111111111111:role/instance')
  const credentials = JSON.stringify({
    Code: 'Success',
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    Token: session.sessionToken,
    Expiration: inAnHour(),
  })
  return ({ url = '', method }, response) => {
    if (method === 'PUT') response.end('metadata-token')
    else response.end(url.endsWith('/security-credentials/') ? 'instance' : credentials)
  }
}

describe('a sign-in of the AWS CLI', () => {
  test.each(['my sso', 'old-sso'])('to IAM Identity Center: %s', async (profile) => {
    await using server = await startWebServer(portal)
    const env = { AWS_ENDPOINT_URL_SSO: server.url }
    const result = await scene.rolecall(['process', '--profile', profile], { env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(keyOf(result)).toBe('ASIASSO')
  })

  test('is reached through the proxy, with a private CA', async () => {
    const certificate = makeCertificate(scene.home.path, 'portal.example.test')
    await using server = await startWebServer(portal, certificate)
    await using proxy = await startProxy({ host: '127.0.0.1', port: server.port })
    const env = {
      AWS_ENDPOINT_URL_SSO: 'https://portal.example.test',
      HTTPS_PROXY: proxy.url,
      AWS_CA_BUNDLE: certificate.path,
    }
    const result = await scene.rolecall(['process', '--profile', 'my sso'], { env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(proxy.requests).toEqual(['portal.example.test:443'])
  })

  test('to the console', async () => {
    const keys = { accessKeyId: 'ASIALOGIN', secretAccessKey: 'secret', sessionToken: 'token' }
    const accessToken = { ...keys, accountId: '222222222222', expiresAt: inAnHour() }
    const token = { accessToken, clientId: 'c', refreshToken: 'r', dpopKey: 'k' }
    const name = `.aws/login/cache/${hash('sha256', LOGIN)}.json`
    await scene.home.write(name, JSON.stringify(token))
    const result = await scene.rolecall(['process', '--profile', 'console'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(keyOf(result)).toBe('ASIALOGIN')
    await scene.home.write(name, 'canary+secret {')
    const damaged = await scene.rolecall(['env', 'console'])
    expect(damaged).toMatchObject({ code: 4, stdout: '' })
    expect(damaged.stderr).toBe(
      `rolecall: console needs a sign-in with the AWS console as ${LOGIN}\nhint: sign in first, in a terminal: rolecall login console\n`,
    )
  })

  test('to the console is renewed once, even if several processes ask at the same time', async () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'sec1', format: 'pem' },
    })
    const keys = { accessKeyId: 'ASIAOLD', secretAccessKey: 'secret', sessionToken: 'token' }
    const accessToken = { ...keys, accountId: '222222222222', expiresAt: new Date().toISOString() }
    const token = { accessToken, clientId: 'c', refreshToken: 'one', dpopKey: privateKey }
    await scene.home.write(`.aws/login/cache/${hash('sha256', LOGIN)}.json`, JSON.stringify(token))
    let renewals = 0
    await using server = await startWebServer((_, response) => {
      renewals++
      const renewed = { ...keys, accessKeyId: `ASIANEW${renewals}` }
      const body = {
        accessToken: renewed,
        tokenType: 'aws_sigv4',
        expiresIn: 900,
        refreshToken: 'two',
      }
      response.setHeader('content-type', 'application/json')
      setTimeout(() => response.end(JSON.stringify(body)), 500)
    })
    const env = { AWS_ENDPOINT_URL_SIGNIN: server.url }
    const words = ['process', '--profile', 'console']
    const results = await Promise.all(
      Array.from({ length: 5 }, () => scene.rolecall(words, { env })),
    )
    for (const result of results) {
      expect(result).toMatchObject({ code: 0, stderr: '' })
      expect(keyOf(result)).toBe('ASIANEW1')
    }
    expect(renewals).toBe(1)
  })

  test('that does not exist is an error that names only your profile', async () => {
    const env = {
      HOME: `${scene.home.path}/new`,
      AWS_CONFIG_FILE: `${scene.home.path}/.aws/config`,
    }
    const result = await scene.rolecall(['env', 'my sso'], { env })
    expect(result).toMatchObject({ code: 4, stdout: '' })
    expect(result.stderr).toBe(
      "rolecall: my sso needs a sign-in with IAM Identity Center at https://corp.awsapps.com/start\nhint: sign in first, in a terminal: rolecall login 'my sso'\n",
    )
  })

  test('that has ended is an error; an unreachable portal does not ask for a sign-in', async () => {
    await using server = await startWebServer((_, response) => response.writeHead(401).end('{}'))
    const refused = await scene.rolecall(['env', 'my sso'], {
      env: { AWS_ENDPOINT_URL_SSO: server.url },
    })
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toMatch(
      /^rolecall: my sso needs a sign-in with IAM Identity Center at .+\nhint: sign in first, in a terminal: rolecall login 'my sso'\n$/,
    )
    const unreached = await scene.rolecall(['env', 'my sso'], {
      env: { AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9' },
    })
    expect(unreached).toMatchObject({ code: 1, stdout: '' })
    expect(unreached.stderr).toMatch(/ECONNREFUSED.*\nhint: check the network/)
  })
})

describe('a role of the machine', () => {
  test('of a container, whose agent is slow', async () => {
    const answer = machine()
    await using server = await startWebServer((...exchange) =>
      setTimeout(() => answer(...exchange), 1200),
    )
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/credentials` }
    const result = await scene.rolecall(['process', '--profile', 'container'], { env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.calls('AssumeRole').at(-1)?.caller).toContain('assumed-role/instance/')
  })

  test('of an instance, at the endpoint that its profile names', async () => {
    await using server = await startWebServer(machine())
    const profile = `[profile instance]\ncredential_source = Ec2InstanceMetadata\n`
    const config = `${profile}ec2_metadata_service_endpoint = ${server.url}\n${BATCH}`
    const env = { AWS_CONFIG_FILE: await scene.home.write('instance-config', config) }
    const result = await scene.rolecall(['process', '--profile', 'instance'], { env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.calls('AssumeRole').at(-1)?.caller).toContain('assumed-role/instance/')
    const seen = await scene.rolecall(['exec', 'instance', '--', 'env'], { env })
    expect(seen.stdout).not.toContain(server.url)
  })

  test.each(['a variable', 'a file'])(
    'of a container, with a line break after the token in %s',
    async (place) => {
      const seen: (string | undefined)[] = []
      const answer = machine()
      await using server = await startWebServer((request, response) => {
        seen.push(request.headers.authorization)
        answer(request, response)
      })
      const file = await scene.home.write('agent-token', 'Bearer agent\n')
      const token =
        place === 'a file'
          ? { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file }
          : { AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Bearer agent\r\n' }
      const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/own`, ...token }
      const result = await scene.rolecall(['process', '--no-cache'], { env })
      expect(result).toMatchObject({ code: 0, stderr: '' })
      expect(seen).toEqual(['Bearer agent'])
    },
  )

  test('that makes no sense is not repeated', async () => {
    await using server = await startWebServer((_, response) => response.end('canary+secret {'))
    const result = await scene.rolecall(['process', '--profile', 'container'], {
      env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: server.url },
    })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('the container credentials endpoint returned no credentials')
    expect(result.stderr).not.toContain('canary')
  })
})

test('a server that never answers, or never ends, is soon given up', async () => {
  await using hanging = await startWebServer(() => undefined)
  await using dripping = await startWebServer((_, response) => {
    const drip = setInterval(() => response.write(' '), 100)
    response.on('close', () => clearInterval(drip))
  })
  const runs: [string, string, string][] = [
    ['my sso', 'AWS_ENDPOINT_URL_SSO', hanging.url],
    ['old-sso', 'AWS_ENDPOINT_URL_SSO', dripping.url],
    ...[hanging, dripping].flatMap(({ url }): [string, string, string][] => [
      ['container', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', url],
      ['instance', 'AWS_EC2_METADATA_SERVICE_ENDPOINT', url],
    ]),
  ]
  const results = await Promise.all(
    runs.map(([profile, variable, url]) =>
      scene.rolecall(['env', profile, '--no-cache'], {
        env: { [variable]: url },
        timeoutMs: 25_000,
      }),
    ),
  )
  for (const { code, stdout, stderr } of results) {
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /^rolecall: (the .+ returned no credentials|cannot reach .+): .+\nhint: .+\n$/,
    )
  }
})

describe('the environment', () => {
  const profile = `[profile around]\ncredential_source = Environment\n${BATCH}`
  const here = async (more: Record<string, string>): Promise<RunResult> => {
    const session = scene.sts.instanceSession('arn:aws:iam::111111111111:role/instance')
    const env = {
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SECURITY_TOKEN: session.sessionToken,
      AWS_CONFIG_FILE: await scene.home.write('around-config', profile),
      ...more,
    }
    return scene.rolecall(['process', '--profile', 'around'], { env })
  }

  test('may hold its session token by the name of old', async () => {
    expect(await here({})).toMatchObject({ code: 0, stderr: '' })
    expect(scene.sts.calls('AssumeRole').at(-1)?.caller).toContain('assumed-role/instance/')
  })
})
