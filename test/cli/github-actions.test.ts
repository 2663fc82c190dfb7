import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGithubJob, type GithubJob } from '../support/github-job.js'
import { startScene, type Scene } from '../support/scene.js'
import { secretsIn } from '../support/canaries.js'

const ROLE = 'arn:aws:iam::222222222222:role/ci'
const PROVIDER = 'arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com'

let scene: Scene
let job: GithubJob
beforeAll(async () => {
  scene = await startScene()
  await scene.configure('')
  // A runner has neither a keychain nor a key for sealed files.
  job = await startGithubJob(scene.home.env, scene.home.path)
  const audiences = ['sts.amazonaws.com']
  const { issuer, keys } = job
  scene.sts.model.oidcProviders.push({ arn: PROVIDER, issuer, audiences, keys })
  scene.sts.model.roles.push({
    arn: ROLE,
    roleId: 'AROACIROLE',
    trusts: [PROVIDER],
    maxSessionDuration: 3600,
  })
})
afterAll(async () => {
  await job[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

test('one step gives the next its credentials, and the log shows masks', async () => {
  const first = await job.step(`rolecall env ${ROLE} --region eu-west-1 --format github`)
  expect(first.log).toContain('::add-mask::***')
  expect(first.code).toBe(0)

  const second = await job.step(
    'rolecall whoami --json; echo "$AWS_REGION"; echo "key $AWS_SECRET_ACCESS_KEY"; echo "token $AWS_SESSION_TOKEN"',
  )
  expect(second.code).toBe(0)
  expect(second.log).toContain('arn:aws:sts::222222222222:assumed-role/ci/')
  expect(second.log).toContain('\neu-west-1\nkey ***\ntoken ***\n')

  // Later in the same job the role is had again, not assumed by itself.
  const third = await job.step(`rolecall env ${ROLE} --format github`)
  expect(third.code).toBe(0)
  expect(job.requests).toEqual(
    Array(2).fill('GET /jobs/1/idtoken?api-version=2.0&audience=sts.amazonaws.com'),
  )
  expect(scene.sts.requests.map(({ operation }) => operation)).toEqual([
    'AssumeRoleWithWebIdentity',
    'GetCallerIdentity',
    'AssumeRoleWithWebIdentity',
  ])
  const log = first.log + second.log + third.log
  expect(secretsIn(log, [...job.secrets, ...scene.sts.secrets()])).toEqual([])
  expect(await scene.home.searchFor(job.secrets)).toEqual([])
})

test('an endpoint that stumbles is asked again; one that refuses is not', async () => {
  job.failures = { times: 2, status: 503 }
  expect((await job.step(`rolecall env ${ROLE} --format github`)).code).toBe(0)

  const before = job.requests.length
  const refused = await job.step(`rolecall env ${ROLE}`, {
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'wrong',
  })
  expect(refused.code).toBe(1)
  expect(refused.log).toContain('rolecall: GitHub returned no ID token for this job: status 401\n')
  expect(refused.log).toContain('hint: the job needs "permissions: id-token: write"')
  expect(job.requests).toHaveLength(before + 1)
})

test('an endpoint that cannot be reached is named, not the permission', async () => {
  const { code, log } = await job.step(`rolecall env ${ROLE}`, {
    ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/idtoken',
  })
  expect(code).toBe(1)
  expect(log).toMatch(
    /rolecall: GitHub's endpoint for ID tokens could not be reached: ECONNREFUSED\nhint: check the network, HTTPS_PROXY and NO_PROXY\n$/,
  )
})

test.each([101, 600])('an endpoint with the status %i has given no answer', async (status) => {
  job.failures = { times: 3, status }
  const { code, log } = await job.step(`rolecall exec ${ROLE} -- echo ran`)
  expect(job.failures.times).toBeLessThanOrEqual(0)
  expect(code).toBe(1)
  expect(log).toContain('ID tokens could not be reached: the response is invalid\n')
  expect(log).not.toContain('ran')
})

test('an endpoint that is none is named', async () => {
  const { code, log } = await job.step(`rolecall env ${ROLE}`, {
    ACTIONS_ID_TOKEN_REQUEST_URL: 'none',
  })
  expect(code).toBe(1)
  expect(log).toMatch(/rolecall: ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL\n$/)
})

test('a role that does not trust this repository is an error with the claims to compare', async () => {
  const other = ROLE.replace('role/ci', 'role/dev')
  const { code, log } = await job.step(`rolecall env ${other} --format github`)
  expect(code).toBe(3)
  expect(log).toContain(
    "rolecall: AWS denied this: the role's trust policy does not match this identity (AccessDenied",
  )
  expect(log).toContain('provider, audience (aud) and subject (sub)')
})

test.each([
  ['a job of GitLab', {}, [ROLE]],
  ['a pod of EKS', { AWS_ROLE_ARN: ROLE }, []],
])('a token file does the same in %s, and is read each time', async (_where, more, args) => {
  const token = job.idToken('sts.amazonaws.com')
  const file = await scene.home.write('token', `${token}\n`)
  const env = { ...more, AWS_WEB_IDENTITY_TOKEN_FILE: file }
  const good = await scene.rolecall(['process', ...args, '--no-cache'], { env })
  expect(good).toMatchObject({ code: 0, stderr: '' })

  await scene.home.write('token', `${token.slice(0, -8)}AAAAAAAA`)
  const forged = await scene.rolecall(['process', ...args, '--no-cache'], { env })
  expect(forged).toMatchObject({ code: 3, stdout: '' })
  expect(forged.stderr).toContain("AWS rejected the identity provider's token")
})

test('a token for another audience, and an expired one, are named', async () => {
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: await scene.home.write('token', job.idToken('x')) }
  const audience = await scene.rolecall(['process', ROLE, '--no-cache'], { env })
  expect(audience.stderr).toContain('Incorrect token audience')
  await scene.home.write('token', job.idToken('sts.amazonaws.com'))
  scene.sts.clockShift = 3_600_000
  const expired = await scene.rolecall(['process', ROLE, '--no-cache'], { env })
  scene.sts.clockShift = 0
  expect(expired.stderr).toContain("the identity provider's token has expired")
  expect(secretsIn(audience.stderr + expired.stderr, job.secrets)).toEqual([])
})
