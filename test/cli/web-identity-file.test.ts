import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { secretsIn } from '../support/canaries.js'
import { startScene, type Scene } from '../support/scene.js'
import { writeJwt } from '../support/sts-server/jwt.js'

const ISSUER = 'https://gitlab.example.com'
const ROLE = 'arn:aws:iam::222222222222:role/ci'
const PROVIDER = 'arn:aws:iam::222222222222:oidc-provider/gitlab.example.com'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
  await scene.configure(`[profile job]
role_arn = ${ROLE}
web_identity_token_file = token
region = eu-west-1
`)
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' } as JsonWebKey]
  const provider = { arn: PROVIDER, issuer: ISSUER, audiences: ['sts.amazonaws.com'], keys }
  scene.sts.model.oidcProviders.push(provider)
  const role = { arn: ROLE, roleId: 'AROACIROLE', trusts: [PROVIDER], maxSessionDuration: 3600 }
  scene.sts.model.roles.push(role)
})
afterAll(() => scene[Symbol.asyncDispose]())

function tokenOf(sub: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: ISSUER, sub, aud: 'sts.amazonaws.com', iat: now, exp: now + 300 }
  return writeJwt(claims, 'RS256', privateKey, 'k')
}

test('a session belongs to the token: another one in the same place gets its own', async () => {
  const [one, other] = [tokenOf('project_path:team/one'), tokenOf('project_path:team/other')]
  const ask = async (token: string): Promise<string> => {
    await scene.home.write('token', `${token}\n`)
    const options = { cwd: scene.home.path }
    const result = await scene.rolecall(['process', '--profile', 'job'], options)
    expect(result).toMatchObject({ code: 0, stderr: '' })
    return result.stdout
  }
  const first = await ask(one)
  expect(await ask(one)).toBe(first)
  expect(await ask(other)).not.toBe(first)
  expect(await ask(one)).toBe(first)
  const sent = scene.sts.calls('AssumeRoleWithWebIdentity').map(({ params }) => params)
  expect(sent.map(({ WebIdentityToken }) => WebIdentityToken)).toEqual([one, other])

  const explained = await scene.rolecall(['explain', 'job', '--json'], { cwd: scene.home.path })
  expect(secretsIn(explained.stdout, [one, other])).toEqual([])
})

test('a token file that is not there is an error that names it', async () => {
  const elsewhere = { cwd: scene.home.env['XDG_RUNTIME_DIR'] ?? '/' }
  expect(await scene.rolecall(['process', '--profile', 'job'], elsewhere)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `rolecall: cannot read token: there is no such file\nhint: web_identity_token_file of profile job is relative to the current folder, ${elsewhere.cwd}: write an absolute path\n`,
  })
})
