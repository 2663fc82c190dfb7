import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { runCommand, type RunResult } from '../support/run.js'
import { fileURLToPath } from 'node:url'
import { startScene, type Scene } from '../support/scene.js'
import { startWebServer, type WebServer } from '../support/web-server.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** Where a profile says that services are; each answers with its name. */
let scene: Scene
let all: WebServer
let s3: WebServer
const asked: string[] = []
const role = (name: string, settings: string): string =>
  `[profile ${name}]\nrole_arn = arn:aws:iam::222222222222:role/nomfa\nsource_profile = keys\n${settings}\n`

/** No calls to STS, whose local server cannot be a FIPS endpoint. */
const keys = (name: string, settings: string): string => `[profile ${name}]\n${settings}\n`
const DIRECTLY = { AWS_ENDPOINT_URL_STS: '' }

beforeAll(async () => {
  all = await startWebServer((request, response) => {
    asked.push(`all ${request.headers['user-agent'] ?? ''}`)
    response.end('{"TableNames":[]}')
  })
  s3 = await startWebServer((_, response) => {
    asked.push('s3')
    response.setHeader('content-type', 'application/xml')
    response.end('<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>')
  })
  scene = await startScene(`[profile keys]
endpoint_url = http://192.0.2.1:1
${role('local', `region = eu-west-1\nendpoint_url = ${all.url}\nservices = here\nsdk_ua_app_id = my-app\nmax_attempts = 7`)}
${keys('fips', 'region = us-east-2\nuse_fips_endpoint = true\nretry_mode = adaptive\ncli_pager = cat\nendpoint_discovery_enabled = true\ns3 =\n  addressing_style = path\n  use_arn_region = true')}
${role('plain', '')}
${role('east', 'region = us-east-2')}
${keys('included', 'include_profile = common')}
[profile common]
use_dualstack_endpoint = true

[services here]
s3 =
  endpoint_url = ${s3.url}
`)
  const { accessKeyId, secretAccessKey } = scene.key
  const pair = `aws_access_key_id=${accessKeyId}
aws_secret_access_key=${secretAccessKey}
`
  const sections = ['keys', 'fips', 'included'].map(
    (name) => `[${name}]
${pair}`,
  )
  await scene.home.write('.aws/credentials', sections.join(''))
})
afterAll(async () => {
  await scene[Symbol.asyncDispose]()
  for (const server of [all, s3]) await server[Symbol.asyncDispose]()
})

/** The names in the environment that are about AWS, without secrets and what every scene has. */
const SEEN = `env | grep -E '^(AWS|BOTOCORE)_' | grep -vE 'KEY|TOKEN|EXPIR|ACCOUNT|_FILE|URL_STS|DISABLED=' | sort`

async function exec(
  args: readonly string[],
  env: Record<string, string> = {},
  command = SEEN,
): Promise<string[]> {
  const result = await scene.rolecall(['exec', ...args, '--', 'sh', '-c', command], { env })
  expect(result).toMatchObject({ code: 0 })
  return result.stdout.split('\n').filter(Boolean)
}

const inRegion = (region: string, ...others: string[]): string[] =>
  [`AWS_DEFAULT_REGION=${region}`, `AWS_REGION=${region}`, ...others].sort()

describe('exec', () => {
  test('passes on what the profile sets, and not what its source sets', async () => {
    expect(await exec(['local'])).toEqual(
      inRegion(
        'eu-west-1',
        `AWS_ENDPOINT_URL=${all.url}`,
        `AWS_ENDPOINT_URL_S3=${s3.url}`,
        'AWS_MAX_ATTEMPTS=7',
        'AWS_SDK_UA_APP_ID=my-app',
      ),
    )
    expect(await exec(['fips', '--no-session'], DIRECTLY)).toEqual(
      inRegion(
        'us-east-2',
        'AWS_ENABLE_ENDPOINT_DISCOVERY=true',
        'AWS_ENDPOINT_DISCOVERY_ENABLED=true',
        'AWS_PAGER=cat',
        'AWS_RETRY_MODE=adaptive',
        'AWS_S3_USE_ARN_REGION=true',
        'AWS_USE_FIPS_ENDPOINT=true',
      ),
    )
    expect(await exec(['plain'])).toEqual([])
    expect(await exec(['included', '--no-session'], DIRECTLY)).toEqual([
      'AWS_USE_DUALSTACK_ENDPOINT=true',
    ])
  })

  test('a variable of the user wins, a general endpoint also over those of services', async () => {
    const own = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' }
    expect(await exec(['local'], own)).toEqual(
      inRegion(
        'eu-west-1',
        'AWS_ENDPOINT_URL=http://127.0.0.1:9',
        'AWS_MAX_ATTEMPTS=1',
        'AWS_SDK_UA_APP_ID=my-app',
      ),
    )
  })

  test('within exec, only what the user set is left of the outer profile', async () => {
    const env = { AWS_MAX_ATTEMPTS: '1', AWS_DEFAULT_REGION: 'sa-east-1' }
    const nested = `rolecall exec plain -- sh -c '${SEEN.replaceAll("'", `'\\''`)}'`
    expect(await exec(['local'], env, nested)).toEqual(inRegion('sa-east-1', 'AWS_MAX_ATTEMPTS=1'))
    expect(
      await exec(
        ['fips', '--no-session'],
        DIRECTLY,
        nested.replace('exec plain', 'exec keys --no-session'),
      ),
    ).toEqual(['AWS_ENDPOINT_URL=http://192.0.2.1:1'])
  })

  test.each<[string, Record<string, string>, string[], string]>([
    ['the profile', {}, ['east'], 'us-east-2'],
    ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'eu-west-1' }, ['east'], 'eu-west-1'],
    [
      'AWS_REGION',
      { AWS_REGION: 'ca-central-1', AWS_DEFAULT_REGION: 'x' },
      ['east'],
      'ca-central-1',
    ],
    ['--region', { AWS_REGION: 'eu-west-1' }, ['east', '--region', 'us-west-2'], 'us-west-2'],
  ])('the region of %s is that of STS and of the child', async (_, env, args, region) => {
    const before = scene.sts.calls('AssumeRole').length
    const seen = await exec([...args, '--no-cache'], env)
    expect(seen).toEqual(expect.arrayContaining(inRegion(region)))
    const [call] = scene.sts.calls('AssumeRole').slice(before)
    expect(call?.region).toBe(region)
  })

  test('--keep-profile sets AWS_PROFILE beside the credentials', async () => {
    const command = 'echo "$AWS_PROFILE ${AWS_ACCESS_KEY_ID%%A*}"'
    expect(await exec(['plain', '--keep-profile'], {}, command)).toEqual(['plain '])
    const args = ['exec', 'arn:aws:iam::222222222222:role/nomfa', '--source-profile', 'keys']
    const refused = await scene.rolecall([...args, '--keep-profile', '--', 'true'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('--keep-profile needs a profile')
  })

  test.skipIf(!hasPythonModule('boto3'))('boto3 calls where the profile says', async () => {
    const program = `
import boto3
boto3.client('s3').list_buckets(); boto3.client('dynamodb').list_tables()
print(boto3.client('ec2').meta.config.user_agent_appid)`
    asked.length = 0
    const result = await scene.rolecall(['exec', 'local', '--', 'python3', '-c', program])
    expect(result).toMatchObject({ code: 0, stdout: 'my-app\n', stderr: '' })
    expect(asked).toEqual(['s3', expect.stringContaining('app/my-app')])
    const fips = `import boto3; print(boto3.client('ec2').meta.endpoint_url)`
    const seen = await scene.rolecall(
      ['exec', 'fips', '--no-session', '--', 'python3', '-c', fips],
      {
        env: DIRECTLY,
      },
    )
    expect(seen.stdout).toBe('https://ec2-fips.us-east-2.amazonaws.com\n')
  })

  test('the SDK for JavaScript calls where the profile says', async () => {
    const program = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
new STSClient({}).send(new GetCallerIdentityCommand({})).catch(() => undefined)`
    asked.length = 0
    const args = ['exec', 'local', '--', 'env', '-u', 'AWS_ENDPOINT_URL_STS', process.execPath]
    const result = await scene.rolecall([...args, '-e', program], { cwd: PROJECT })
    expect(result).toMatchObject({ code: 0 })
    expect(asked[0]).toMatch(/^all .*app\/my-app/)
  })
})

/** How each shell takes over an environment, and then runs `sh`. */
const SHELLS: readonly [string, (command: string) => string][] = [
  ...['bash', 'zsh', 'ksh', 'dash'].map((shell): [string, (command: string) => string] => [
    shell,
    (words) => `eval "$(${words})"`,
  ]),
  ['fish', (words) => `${words} | source`],
]

describe.each(SHELLS)('in %s', (shell, apply) => {
  const runScript = (lines: string[], env: Record<string, string> = {}): Promise<RunResult> =>
    runCommand(shell, ['-c', lines.join('\n')], { env: { ...scene.env, ...env } })
  const show = `sh -c "${SEEN.replaceAll('$', '\\$')}"`

  test.skipIf(!isInstalled(shell))(
    'a switch and --unset leave only what the user had',
    async () => {
      const env = {
        AWS_DEFAULT_REGION: 'sa-east-1',
        AWS_PROFILE: 'own',
        AWS_RETRY_MODE: 'standard',
      }
      const own = Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .sort()
      const script = [
        apply('rolecall env local'),
        show,
        'echo @@',
        apply('rolecall env plain'),
        show,
        'echo @@',
        apply('rolecall env --unset'),
        show,
      ]
      const { stdout, stderr } = await runScript(script, env)
      expect(stderr).toBe('')
      const [local = '', plain = '', unset = ''] = stdout.split('@@\n')
      expect(local).toContain(`AWS_ENDPOINT_URL_S3=${s3.url}\n`)
      expect(plain.split('\n').filter(Boolean)).toEqual(
        inRegion('sa-east-1', 'AWS_RETRY_MODE=standard'),
      )
      expect(unset.split('\n').filter(Boolean)).toEqual(own)
    },
  )

  test.skipIf(!isInstalled(shell)).each([
    ['a profile that does not exist', 'rolecall env nobody'],
    ['an unknown flag', 'rolecall env plain --nonsense'],
    ['a flag in front', 'rolecall --profile plain env'],
    ['a refusal by STS', 'rolecall env plain --role-arn arn:aws:iam::222222222222:role/none'],
  ])('after %s nothing is deployed as the role before', async (_, words) => {
    const deploy = 'sh -c "echo deployed as \\$AWS_ACCESS_KEY_ID"'
    const and = shell === 'fish' ? '\nand ' : ' && '
    const script = [apply('rolecall env plain'), `${apply(words)}${and}${deploy}`, deploy]
    const { stdout, stderr } = await runScript(script)
    expect(stdout).toBe('deployed as\n')
    expect(stderr).toMatch(/^rolecall: /)
  })
})

test.skipIf(!isInstalled('fish'))('in fish without --format no secret is shown', async () => {
  const env = scene.env
  for (const words of ['rolecall env plain | source', 'eval (rolecall env plain)']) {
    const script = `${words}; sh -c 'test -n "$AWS_SECRET_ACCESS_KEY" && echo "$ROLECALL_PROFILE"'`
    expect(await runCommand('fish', ['-c', script], { env })).toMatchObject({
      stdout: 'plain\n',
      stderr: '',
    })
  }
})

test('a failed env makes other shells fail too, and leaves data alone', async () => {
  const outputs = async (format: string): Promise<string> =>
    (await scene.rolecall(['env', 'nobody', '--format', format])).stdout
  expect(await outputs('powershell')).toMatch(
    /^\$Env:AWS_ACCESS_KEY_ID = \$null\n[^]*\nthrow '.*'\n$/,
  )
  expect(await outputs('windows-cmd')).toMatch(
    /^set "AWS_ACCESS_KEY_ID="\r\n[^]*\r\ncmd \/c exit 1\r\n$/,
  )
  expect(await outputs('env-no-export')).toMatch(/^unset AWS_ACCESS_KEY_ID;\n[^]*\nfalse;\n$/)
  expect(await outputs('nushell')).toBe('rolecall env has failed\n')
  for (const format of ['json', 'process', 'ini', 'github']) expect(await outputs(format)).toBe('')
  // A program that is no shell sees the exit status.
  expect(await scene.rolecall(['env', 'nobody'])).toMatchObject({ code: 1, stdout: '' })
})

test('ini has the keys of the settings and the expiry; explain names what is lost', async () => {
  const { stdout } = await scene.rolecall(['env', 'local', '--format', 'ini'])
  expect(stdout).toMatch(/^\[local\]\n# expires at \d{4}-\S+Z\naws_access_key_id = /)
  expect(stdout).toContain('\nservices = here\n')
  expect(stdout).toContain(`\nendpoint_url = ${all.url}\n`)
  const lost = await scene.rolecall(['explain', 'fips'], { env: DIRECTLY })
  expect(lost.stdout.match(/note: .*s3\.addressing_style of profile fips/g)).toHaveLength(1)
  expect(lost.stdout).not.toContain('s3.use_arn_region')
})
