import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { issue } from '../support/certificate-authority.js'
import { startCognito, TRUSTS_COGNITO } from '../support/cognito.js'
import { hasPythonModule } from '../support/commands.js'
import { startRolesAnywhere } from '../support/roles-anywhere.js'
import { runCommand } from '../support/run.js'
import { startScene } from '../support/scene.js'
import { role } from '../support/sts-server/default-model.js'
import { writeJwt } from '../support/sts-server/jwt.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const POOL = 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef'
const arn = (name: string): string => `arn:aws:iam::222222222222:role/${name}`
const ANCHOR = 'arn:aws:rolesanywhere:eu-west-1:222222222222:trust-anchor/a1'
const PROFILE = 'arn:aws:rolesanywhere:eu-west-1:222222222222:profile/p1'

const JAVASCRIPT = `
const { fromIni } = require('@aws-sdk/credential-providers')
const ask = async (profile) => (await fromIni({ profile })()).accessKeyId
Promise.all(process.argv.slice(1).map(ask)).then((ids) => console.log(ids.join(' ')))`
const PYTHON = `
import sys, boto3
ids = [boto3.Session(profile_name=name).get_credentials().access_key for name in sys.argv[1:]]
print(' '.join(ids))`

test('after adopt, SDKs get credentials for a certificate and from a pool', async () => {
  await using scene = await startScene()
  const root = issue(scene.home.path, 'root', { isAuthority: true })
  const { cert, key } = issue(scene.home.path, 'server', { issuer: root })
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  scene.sts.model.roles.push(
    role('222222222222', 'server', { trusts: ['rolesanywhere.amazonaws.com'] }),
    role('222222222222', 'member', { trusts: [TRUSTS_COGNITO] }),
    role('222222222222', 'visitor', { trusts: [TRUSTS_COGNITO] }),
  )
  await using anywhere = await startRolesAnywhere(scene.sts, {
    trustAnchors: { [ANCHOR]: root.pem },
    profiles: { [PROFILE]: { roles: [arn('server')] } },
  })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' } as JsonWebKey
  await using cognito = await startCognito(scene.sts, {
    id: POOL,
    providers: { 'id.example': { keys: [jwk], audience: 'app' } },
    guests: true,
    basicFlow: false,
    roles: { authenticated: arn('member'), unauthenticated: arn('visitor') },
    identities: new Map(),
  })
  const exp = Math.floor(Date.now() / 1000) + 3000
  const claims = { iss: 'https://id.example', aud: 'app', sub: 'ann', exp }
  const token = await scene.home.write('token', writeJwt(claims, 'RS256', privateKey, 'k'))
  const config = `[profile server]
role_arn = ${arn('server')}
rolecall_x509_certificate = ${cert}
rolecall_x509_key = ${key}
rolecall_trust_anchor_arn = ${ANCHOR}
rolecall_profile_arn = ${PROFILE}

[profile app]
rolecall_cognito_pool = ${POOL}
web_identity_token_file = ${token}

[profile guest]
rolecall_cognito_pool = ${POOL}
`
  await scene.configure(config)
  for (const name of ['server', 'app', 'guest']) {
    expect(await scene.rolecall(['adopt', name])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('adopted') as string,
    })
  }
  const env = {
    ...scene.env,
    AWS_ENDPOINT_URL_ROLESANYWHERE: anywhere.url,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY: cognito.url,
    AWS_DEFAULT_REGION: 'eu-west-1',
  }
  const asked = ['server', 'app', 'guest']
  const javascript = await runCommand(process.execPath, ['-e', JAVASCRIPT, ...asked], {
    env,
    cwd: PROJECT,
  })
  expect(javascript).toMatchObject({ code: 0 })
  const ids = javascript.stdout.trim().split(' ')
  const roles = ids.map((id) => {
    const session = scene.sts.sessions.find(({ accessKeyId }) => accessKeyId === id)
    return session?.principal.kind === 'role' ? session.principal.role.arn : undefined
  })
  expect(roles).toEqual(['server', 'member', 'visitor'].map(arn))
  if (hasPythonModule('boto3')) {
    const python = await runCommand('python3', ['-c', PYTHON, ...asked], { env })
    expect(python).toMatchObject({ code: 0, stdout: javascript.stdout })
  }
  expect(await scene.rolecall(['eject', '--all'])).toMatchObject({ code: 0 })
  expect(await readFile(join(scene.home.path, '.aws/config'), 'utf8')).toBe(config)
})
