import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand, type RunResult } from '../support/run.js'
import { DEV, startScene, type Scene } from '../support/scene.js'

/*
 * Values as people paste them: with quotes, blanks, line ends of Windows, the prefix of a header,
 * or names from another program. Each is an error that names what is wrong; no value is guessed.
 */

let scene: Scene
let files: { config: string; credentials: string }
beforeAll(async () => {
  scene = await startScene()
  const { accessKeyId, secretAccessKey } = scene.key
  files = {
    config: `[profile plain]\nregion = eu-west-1\n\n${role('r')}`,
    credentials: `[plain]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  }
})
afterAll(() => scene[Symbol.asyncDispose]())

function role(name: string, line = ''): string {
  const arn = DEV.replace(/dev$/, 'nomfa')
  return `[profile ${name}]\nrole_arn = ${arn}\nsource_profile = plain\nregion = eu-west-1\n${line}\n`
}

interface Machine {
  config?: string
  credentials?: string | Uint8Array
  env?: Record<string, string>
}

async function on({ config, credentials, env }: Machine, ...args: string[]): Promise<RunResult> {
  await scene.home.write('.aws/config', config ?? files.config)
  await scene.home.write('.aws/credentials', credentials ?? files.credentials)
  return scene.rolecall(args, env ? { env } : {})
}

describe('a name of a profile', () => {
  const WRAPPED = 'hint: the name of the profile is'
  test.each<[string, Record<string, string> | string]>([
    ['in quotes, in a variable', { AWS_PROFILE: '"r"' }],
    ['in single quotes, in a variable', { AWS_PROFILE: "'r'" }],
    ['with a blank behind it, in a variable', { AWS_PROFILE: 'r ' }],
    ['with the word of its header, in a variable', { AWS_PROFILE: 'profile r' }],
    ['with the brackets of its header, in a variable', { AWS_PROFILE: '[profile r]' }],
    ['with the word of its header', 'source_profile = profile plain'],
    ['in quotes', 'source_profile = "plain"'],
  ])('%s', async (_, place) => {
    const isKey = typeof place === 'string'
    const config = files.config + (isKey ? role('q').replace('source_profile = plain', place) : '')
    const { code, stdout, stderr } = await on(
      { config, env: isKey ? { AWS_PROFILE: 'q' } : place },
      'process',
    )
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^rolecall: there is no profile /)
    expect(stderr).toContain(`${WRAPPED} ${isKey ? 'plain' : 'r'}, without anything around it`)
  })

  test.each([
    ['AWS_PROFILE', 'r\r', 'a profile name'],
    ['AWS_REGION', 'eu-west-1\n', 'the region'],
  ])('%s ends in a line break', async (name, value, what) => {
    const env = { AWS_PROFILE: 'r', [name]: value }
    expect(await on({ env }, 'process')).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringMatching(
        new RegExp(
          `^rolecall: ${what} contains a control character\\nhint: it ends in a line break`,
        ),
      ) as string,
    })
  })

  test('is looked for in a file that does not exist', async () => {
    const env = { AWS_CONFIG_FILE: `${scene.home.path}/nope` }
    const { code, stderr } = await on({ env }, 'process', 'prod')
    expect(code).toBe(1)
    expect(stderr).toContain(`${env.AWS_CONFIG_FILE} is empty or does not exist`)
  })
})

describe('a key', () => {
  test('in quotes is sent as it is, and the hint names the quotes', async () => {
    const credentials = files.credentials.replace(/= (\S+)/g, '= "$1"')
    expect(await on({ credentials }, 'process', 'r')).toMatchObject({
      ...{ code: 3, stdout: '' },
      stderr: expect.stringContaining('hint: remove the quotes around the access key ID') as string,
    })
  })

  test.each([
    ['accessKeyId', 'secretAccessKey'],
    ['aws-access-key-id', 'aws-secret-access-key'],
    ['AccessKeyId', 'SecretAccessKey'],
  ])('called %s', async (id, secret) => {
    const credentials = files.credentials
      .replace('aws_access_key_id', id)
      .replace('aws_secret_access_key', secret)
    const { code, stdout, stderr } = await on({ credentials }, 'process', 'r')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('did you mean aws_access_key_id?')
  })

  test.each<[string, (text: string) => Buffer]>([
    ['UTF-16LE without a byte order mark', (text) => Buffer.from(text, 'utf16le')],
    ['UTF-16BE without a byte order mark', (text) => Buffer.from(text, 'utf16le').swap16()],
  ])('in a file in %s', async (_, encode) => {
    const credentials = encode(files.credentials)
    expect(await on({ credentials }, 'process', 'r')).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining(
        '.aws/credentials is in UTF-16\nhint: save it as UTF-8',
      ) as string,
    })
  })
})

test.each([
  [
    'mfa_serial = arn:aws:iam::111111111111:user/team/alice',
    'mfa_serial of profile q is the ARN of a user, not of an MFA device',
    'the ARN of a device looks like arn:aws:iam::111111111111:mfa/alice',
  ],
  [
    'mfa_serial = arn:aws-cn:iam::111111111111:role/dev',
    'mfa_serial of profile q is the ARN of a role, not of an MFA device',
    'the ARN of a device looks like arn:aws-cn:iam::111111111111:mfa/dev',
  ],
])('%s is an error before anything is called', async (line, message, hint) => {
  const { code, stdout, stderr } = await on(
    { config: files.config + role('q', line) },
    'explain',
    'q',
  )
  expect({ code, stdout, stderr }).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: `rolecall: ${message}\n${hint && `hint: ${hint}\n`}`,
  })
})

test.each([
  ['22222222222', 'it is 22222222222; with its leading zeros: 022222222222'],
  ['2222-2222-2222', 'it is 2222-2222-2222'],
])('sso_account_id = %s', async (id, hint) => {
  const config =
    '[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n' +
    `[profile x]\nsso_session = corp\nsso_account_id = ${id}\nsso_role_name = Dev\n`
  const { code, stdout, stderr } = await on({ config }, 'explain', 'x')
  expect({ code, stdout, stderr }).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: `rolecall: sso_account_id of profile x does not have 12 digits\nhint: ${hint}\n`,
  })
})

test.runIf(process.platform === 'linux')(
  'a lower limit of open files that the parent did not have does not stop a command',
  async () => {
    await on({}, 'list')
    const shell = 'ulimit -n 300; exec "$@"'
    const args = [
      '-c',
      shell,
      'sh',
      'rolecall',
      'exec',
      'r',
      '--',
      'sh',
      '-c',
      'ulimit -n; ulimit -Hn',
    ]
    expect(await runCommand('sh', args, { env: scene.env })).toMatchObject({
      ...{ code: 0, stdout: '300\n300\n', stderr: '' },
    })
  },
)

test.each(['evn', 'export'])(
  'eval of `rolecall %s r` fails, and no earlier role stays',
  async (word) => {
    await on({}, 'list')
    const script = `eval "$(rolecall env r)"; eval "$(rolecall ${word} r)" && echo deployed; echo "<$AWS_ACCESS_KEY_ID>"`
    expect(await runCommand('bash', ['-c', script], { env: scene.env })).toMatchObject({
      ...{ code: 0, stdout: '<>\n' },
      stderr: expect.stringContaining(`unknown command '${word}'`) as string,
    })
  },
)
