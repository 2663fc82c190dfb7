import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBuckets, type Buckets } from '../support/buckets.js'
import { installBrowser, signInWith } from '../support/identity-center/sign-in.js'
import { startIdentityCenter } from '../support/identity-center/server.js'
import { startScene, type Scene } from '../support/scene.js'

/*
 * A limited session is what the server says it is: a read passes and a write is refused by the
 * session policy that STS got.
 */

const NOMFA = 'arn:aws:iam::222222222222:role/nomfa'
const CONFIG = `[profile keys]
region = eu-west-1

[profile free]
role_arn = ${NOMFA}
source_profile = keys
region = eu-west-1

[profile leash]
role_arn = ${NOMFA}
source_profile = keys
region = eu-west-1
rolecall_only = s3:Get*
rolecall_only_on = arn:aws:s3:::data/*
`

let scene: Scene
let buckets: Buckets
let env: Record<string, string>

beforeEach(async () => {
  scene = await startScene()
  await scene.configure(CONFIG)
  const { accessKeyId, secretAccessKey } = scene.key
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[keys]\n${keys}`)
  buckets = await startBuckets(scene.sts)
  env = { ROLECALL_KEY_FILE: scene.env['ROLECALL_KEY_FILE'] ?? '' }
})
afterEach(async () => {
  await buckets[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

/** A shell script that reads and writes one object, and prints both answers' statuses. */
const script = (object: string): string =>
  ['GET', 'PUT']
    .map(
      (method) =>
        `curl -s -o /dev/null -w '%{http_code} ' -X ${method} --aws-sigv4 aws:amz:eu-west-1:s3 ` +
        `-u "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN" ` +
        `${buckets.url}/${object}`,
    )
    .join('; ')

async function statuses(args: readonly string[], object = 'data/file'): Promise<string> {
  const run = await scene.rolecall(['exec', ...args, '--', 'sh', '-c', script(object)], { env })
  return `${run.code} ${run.stdout.trim()} ${run.stderr.trim()}`.trim()
}

test('read-only, view-only and --only: reads pass, writes are refused; each has a session', async () => {
  expect(await statuses(['free'])).toBe('0 200 200')
  expect(await statuses(['--read-only', 'free'])).toBe('0 200 403')
  expect(await statuses(['--view-only', 'free'])).toBe('0 403 403')
  expect(await statuses(['--only', 's3:PutObject', 'free'])).toBe('0 403 200')
  expect(await statuses(['--only=s3:*', '--on=arn:aws:s3:::data/*', 'free'])).toBe('0 200 200')
  expect(await statuses(['--only=s3:*', '--on=arn:aws:s3:::logs/*', 'free'])).toBe('0 403 403')
  expect(await statuses(['--read-only', '--on=arn:aws:s3:::logs/*', 'free'])).toBe('0 403 403')
  // Two limits are both kept: STS would add the policies.
  expect(await statuses(['--read-only', '--only=s3:PutObject', 'free'])).toBe('0 403 403')
  const [, ...limited] = scene.sts.calls('AssumeRole')
  expect(limited.every(({ params }) => JSON.stringify(params).includes('Policy'))).toBe(true)
  const calls = scene.sts.requests.length
  expect(await statuses(['free'])).toBe('0 200 200')
  expect(await statuses(['--read-only', 'free'])).toBe('0 200 403')
  expect(scene.sts.requests.length).toBe(calls)
  const status = await scene.rolecall(['status'], { env })
  expect(status.stdout).toMatch(/nomfa, read-only +222222222222/)
  expect(status.stdout).toMatch(/nomfa, s3:\* on arn:aws:s3:::logs\/\*/)
}, 40_000)

test('a limit in the profile holds, and no flag makes the session broader', async () => {
  expect(await statuses(['leash'])).toBe('0 200 403')
  expect(await statuses(['leash'], 'other/file')).toBe('0 403 403')
  expect(await statuses(['--only=s3:*', 'leash'])).toBe('0 200 403')
  const { stdout } = await scene.rolecall(['process', '--profile', 'leash'], { env })
  const text = await scene.rolecall(['env', 'leash'], { env })
  const session = scene.sts.sessions.find(({ accessKeyId }) => stdout.includes(accessKeyId))
  expect(session?.policies).toHaveLength(1)
  expect(text.stdout).toContain(session?.accessKeyId)
  const listed = await scene.rolecall(['list'], { env })
  expect(listed.stdout).toContain('nomfa (s3:Get* on arn:aws:s3:::data/*)')
  const explained = await scene.rolecall(['explain', 'leash'], { env })
  expect(explained.stdout).toContain('limited to: s3:Get* on arn:aws:s3:::data/*')
  expect(text.stdout).toContain("ROLECALL_LIMIT='s3:Get* on arn:aws:s3:::data/*'")
  const shell = { ...env, ROLECALL_SHELL: 'bash' }
  const used = await scene.rolecall(['use', '--read-only', 'free'], { env: shell })
  expect(used.stdout).toContain("export ROLECALL_LIMIT='read-only'")
  const long = ['exec', '--only=s3:GetObject,s3:ListBucket,s3:GetBucketLocation', 'free']
  const printed = ['--', 'sh', '-c', 'echo $ROLECALL_LIMIT']
  expect((await scene.rolecall([...long, ...printed], { env })).stdout).toBe('limited\n')
  const served = await scene.rolecall(['serve', '--read-only', 'free', ...printed], { env })
  expect(served.stdout).toBe('read-only\n')
}, 40_000)

test('the key of a user is limited by GetFederationToken', async () => {
  expect(await statuses(['--read-only', 'keys'])).toBe('0 200 403')
  expect(scene.sts.calls('GetFederationToken')).toHaveLength(1)
  const direct = await scene.rolecall(['env', '--read-only', '--no-session', 'keys'], { env })
  expect(direct).toMatchObject({ code: 1, stdout: '' })
  expect(direct.stderr).toContain('cannot limit keys to read-only')
})

test('credentials that nothing can limit are refused, and a role of theirs is the way out', async () => {
  const temporary = scene.sts.instanceSession('arn:aws:iam::111111111111:role/instance')
  const keys = JSON.stringify({
    ...{ Version: 1, AccessKeyId: temporary.accessKeyId },
    ...{ SecretAccessKey: temporary.secretAccessKey, SessionToken: temporary.sessionToken },
    Expiration: new Date(temporary.expiration).toISOString(),
  })
  const file = await scene.home.write('keys.json', keys)
  const source = `[profile temporary]\nregion = eu-west-1\ncredential_process = cat ${file}\n`
  await scene.configure(source)
  const refused = await scene.rolecall(['process', '--read-only', '--profile', 'temporary'], {
    env,
  })
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('which no session policy limits')
  expect(refused.stderr).toContain('rolecall_only_role_arn')
  const hop = 'rolecall_only_role_arn = arn:aws:iam::222222222222:role/batch\n'
  await scene.configure(source + hop)
  expect(await statuses(['temporary'])).toBe('0 200 200')
  expect(await statuses(['--read-only', 'temporary'])).toBe('0 200 403')
})

test.each([
  [['--only', 's4:GetObject'], 'did you mean s3:GetObject?'],
  [['--only', 'GetObject'], 'which is not an action of IAM'],
  [['--only', ''], '--only is empty'],
  [['--on', 'arn:aws:s3:::x/*'], '--on limits nothing without --only'],
  [['--only', 's3:*', '--on', 'bucket'], 'which is not the ARN of a resource'],
  [
    ['--read-only', '--policy-arn', 'arn:aws:iam::aws:policy/PowerUserAccess'],
    'cannot be combined',
  ],
  [['--read-only', '--policy', '{"Statement":[]}'], 'cannot be combined'],
  [['--only', Array(300).fill('s3:GetObject').join()], 'STS allows only 2048'],
])('%j is an error, and prints no credentials', async (args, words) => {
  const { code, stdout, stderr } = await scene.rolecall(['env', ...args, 'free'], { env })
  expect([1, 2]).toContain(code)
  expect(stdout).toBe('')
  expect(stderr).toContain(words)
  expect(scene.sts.sessions).toHaveLength(0)
})

test('serve hands out a limited session; a large policy is reported', async () => {
  const actions = Array.from({ length: 90 }, (_, index) => `s3:GetObject${index}*`).join()
  const ask =
    'curl -s -H "Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN" "$AWS_CONTAINER_CREDENTIALS_FULL_URI"'
  for (const flag of ['--read-only', `--only=${actions}`]) {
    const command = ['serve', flag, 'free', '--', 'sh', '-c', ask]
    const { stdout, code } = await scene.rolecall(command, { env })
    const session = scene.sts.sessions.find(({ accessKeyId }) => stdout.includes(accessKeyId))
    expect({ code, policies: session?.policies?.length }).toEqual({ code: 0, policies: 1 })
  }
  const large = await scene.rolecall(['env', '--no-cache', `--only=${actions}`, 'free'], { env })
  expect(large.stderr).toMatch(/session policies and tags use \d+% of the space that AWS allows/)
})

test('IAM Identity Center: an error, and a role that carries the limit', async () => {
  await installBrowser(scene)
  await using center = await startIdentityCenter({
    assignments: [{ accountId: '222222222222', accountName: 'dev', roles: ['R'] }],
    issue(_account, _role, seconds) {
      const session = scene.sts.instanceSession('arn:aws:iam::111111111111:role/instance', seconds)
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = session
      return { accessKeyId, secretAccessKey, sessionToken, expiration }
    },
  })
  const config = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[profile sso]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = R
region = eu-west-1
`
  await scene.configure(config)
  env = { ...env, ...center.env }
  expect((await signInWith(['login', 'sso'], scene, { ...scene.env, ...env })).code).toBe(0)
  expect(await statuses(['sso'])).toBe('0 200 200')
  const refused = await scene.rolecall(['env', '--read-only', 'sso'], { env })
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('which no session policy limits')
  await scene.configure(`${config}rolecall_only_role_arn = arn:aws:iam::222222222222:role/batch\n`)
  expect(await statuses(['--read-only', 'sso'])).toBe('0 200 403')
  // The session of that role is one of the profile.
  const status = await scene.rolecall(['status'], { env })
  expect(status.stdout).toMatch(/^sso +batch, read-only /m)
  expect((await scene.rolecall(['logout', 'sso'], { env })).stderr).toContain('2 cached sessions')
  expect(await statuses(['sso'])).toBe('0 200 200')
}, 30_000)
