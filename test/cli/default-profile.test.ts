import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasPythonModule } from '../support/commands.js'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'

/*
 * A program that gets credentials and no AWS_PROFILE reads [default]. What only [default] has must
 * not change what the program does.
 */

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const ROLE = 'arn:aws:iam::222222222222:role/nomfa'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(CONFIG)
  const { accessKeyId, secretAccessKey } = scene.key
  const pair = `aws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`
  const names = ['plain', 'own', 'endpoint', 'section', 'without', 'source']
  await scene.home.write('.aws/credentials', names.map((name) => `[${name}]\n${pair}`).join(''))
})
afterAll(() => scene[Symbol.asyncDispose]())

const CONFIG = `
[default]
region = eu-north-1
endpoint_url = http://192.0.2.9:1
services = of-default
use_fips_endpoint = true
use_dualstack_endpoint = true
retry_mode = adaptive
max_attempts = 9
output = text
cli_pager = cat
sts_regional_endpoints = legacy
s3 =
  addressing_style = path
  us_east_1_regional_endpoint = regional

[profile plain]
region = us-west-2

[profile own]
region = us-west-2
use_fips_endpoint = true
output = yaml
cli_pager =

[profile endpoint]
region = us-west-2
endpoint_url = http://127.0.0.1:5

[profile section]
region = us-west-2
services = s3-only

[profile source]
endpoint_url = http://192.0.2.8:1
use_fips_endpoint = true
services = s3-only
cli_binary_format = base64

[profile without]

[services s3-only]
s3 =
  endpoint_url = http://127.0.0.1:6

[services of-default]
dynamodb =
  endpoint_url = http://192.0.2.9:2
`

/** No variable of the user's; calls to STS would need one. */
const DIRECTLY = { AWS_ENDPOINT_URL_STS: '' }
const NEUTRAL = [
  'AWS_DEFAULT_OUTPUT=json',
  'AWS_MAX_ATTEMPTS=3',
  'AWS_RETRY_MODE=standard',
  'AWS_S3_US_EAST_1_REGIONAL_ENDPOINT=legacy',
  'AWS_STS_REGIONAL_ENDPOINTS=regional',
  'AWS_USE_DUALSTACK_ENDPOINT=false',
  'AWS_USE_FIPS_ENDPOINT=false',
]
const IGNORE = 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true'

async function exec(
  args: readonly string[],
  env: Record<string, string> = DIRECTLY,
): Promise<{ seen: string[]; stderr: string }> {
  const names = `env | grep ^AWS_ | grep -vE 'KEY|TOKEN|EXPIR|_FILE|_ACCOUNT_ID=|URL_STS=$|REGION=|DISABLED='`
  const command = ['--', 'sh', '-c', `${names} | sort`]
  const { code, stdout, stderr } = await scene.rolecall(['exec', ...args, ...command], { env })
  expect(code).toBe(0)
  return { seen: stdout.split('\n').filter(Boolean), stderr }
}

describe('by value', () => {
  test.each<[string, string[]]>([
    ['plain', [...NEUTRAL, IGNORE]],
    [
      'own',
      [
        ...NEUTRAL.filter((each) => !/FIPS|OUTPUT/.test(each)),
        'AWS_DEFAULT_OUTPUT=yaml',
        'AWS_PAGER=',
        'AWS_USE_FIPS_ENDPOINT=true',
        IGNORE,
      ],
    ],
    // A general endpoint wins over all that [default] has.
    ['endpoint', [...NEUTRAL, 'AWS_ENDPOINT_URL=http://127.0.0.1:5']],
  ])('%s has its own settings, and those of SDKs for the rest', async (profile, expected) => {
    const { seen, stderr } = await exec([profile, '--no-session'])
    expect([seen, stderr]).toEqual([expected.sort(), ''])
  })

  test('beside the endpoint of one service, what remains is named', async () => {
    const { seen, stderr } = await exec(['section', '--no-session'])
    expect(seen).toEqual([...NEUTRAL, 'AWS_ENDPOINT_URL_S3=http://127.0.0.1:6'].sort())
    expect(stderr).toBe(
      'rolecall: endpoints of [default] apply too, because no variable excludes them: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB; --keep-profile does\n',
    )
  })

  test('variables of the user stay', async () => {
    const env = { ...DIRECTLY, AWS_RETRY_MODE: 'legacy', AWS_ENDPOINT_URL: 'http://127.0.0.1:7' }
    const { seen } = await exec(['plain', '--no-session'], env)
    const others = NEUTRAL.filter((each) => !each.includes('RETRY'))
    const users = ['AWS_ENDPOINT_URL=http://127.0.0.1:7', 'AWS_RETRY_MODE=legacy']
    expect(seen).toEqual([...others, ...users].sort())
    const pager = await exec(['endpoint', '--no-session'], { ...DIRECTLY, AWS_PAGER: '' })
    expect(pager.seen).toContain('AWS_PAGER=')
  })

  test('--keep-profile needs none of them', async () => {
    const { seen } = await exec(['plain', '--no-session', '--keep-profile'])
    expect(seen).toEqual(['AWS_PROFILE=plain'])
  })

  test('--unset takes them away, an empty pager too', async () => {
    const show = `env | grep -E '^(AWS_(PAGER|RETRY|USE|IGNORE)|ROLECALL_SET)' | sort`
    const script = [
      'eval "$(rolecall env own --no-session)"',
      `${show} | grep -c .`,
      'eval "$(rolecall env --unset)"',
      show,
    ]
    const env = { ...scene.env, ...DIRECTLY }
    const result = await runCommand('bash', ['-c', script.join('\n')], { env })
    expect(result).toMatchObject({ code: 0, stdout: '6\n', stderr: '' })
  })

  test('ini has none of them, because its profile is read by name', async () => {
    const args = ['env', 'plain', '--no-session', '--format', 'ini']
    const { stdout } = await scene.rolecall(args, { env: DIRECTLY })
    expect(stdout).toContain('aws_access_key_id')
    expect(stdout).not.toMatch(/retry_mode|fips|ignore/)
  })

  test('explain names what remains', async () => {
    const explain = async (profile: string): Promise<string> =>
      (await scene.rolecall(['explain', profile, '--no-session'], { env: DIRECTLY })).stdout
    expect(await explain('without')).toContain(
      'programs that get credentials by value also use these settings of [default]: region, cli_pager, s3.addressing_style\n',
    )
    expect(await explain('own')).toContain('use these settings of [default]: s3.addressing_style\n')
  })
})

describe('a role without a profile', () => {
  test.each([
    ['an ARN', [ROLE]],
    ['--role-arn', ['--role-arn', ROLE]],
  ])('as %s has none of the settings of its source', async (_, args) => {
    const sts = { AWS_ENDPOINT_URL_STS: scene.env['AWS_ENDPOINT_URL_STS'] ?? '' }
    const { seen } = await exec([...args, '--source-profile', 'source'], sts)
    expect(seen.filter((each) => !each.includes('URL_STS'))).toEqual(NEUTRAL)
    const flags = [...args, '--source-profile', 'source']
    const { stdout } = await scene.rolecall(['explain', ...flags], { env: sts })
    expect(stdout).not.toContain('do not pass on')
  })
})

describe('SDKs', () => {
  test.skipIf(!hasPythonModule('boto3'))('boto3 is as with the profile', async () => {
    const program = `
import boto3
def show(session):
    for service in ('ec2', 'dynamodb'):
        client = session.client(service)
        print(client.meta.endpoint_url, client.meta.config.retries['mode'])
show(boto3.Session())`
    const python = ['--', 'python3', '-c', program]
    const args = ['exec', 'plain', '--no-session', ...python]
    expect(await scene.rolecall(args, { env: DIRECTLY })).toMatchObject({
      code: 0,
      stdout:
        'https://ec2.us-west-2.amazonaws.com standard\nhttps://dynamodb.us-west-2.amazonaws.com standard\n',
    })
  })

  test('the SDK for JavaScript is as with the profile', async () => {
    const program = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
const requestHandler = { handle: (request) => { throw new Error('to ' + request.hostname) } }
const client = new STSClient({ requestHandler, maxAttempts: 1 })
client.send(new GetCallerIdentityCommand({})).catch((error) => console.log(error.message))
client.config.retryMode().then(console.log)`
    const args = ['exec', 'plain', '--no-session', '--', process.execPath, '-e', program]
    const result = await scene.rolecall(args, { env: DIRECTLY, cwd: PROJECT })
    expect(result.stderr).not.toContain('Error')
    expect(result.stdout.split('\n').sort()).toEqual([
      '',
      'standard',
      'to sts.us-west-2.amazonaws.com',
    ])
  })
})
