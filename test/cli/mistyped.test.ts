import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'

/* What people mistype in a profile, a variable or a flag: the hint says what to write instead. */

const ROLE = 'role_arn = arn:aws:iam::222222222222:role/nomfa\nregion = eu-west-1\n'
const ON_KEYS = `${ROLE}source_profile = keys\n`
const POD = { AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/ci' }

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile tags]
${ON_KEYS}session_tags = team

[profile some-tags]
${ON_KEYS}session_tags = team=a,web

[profile no-source]
${ROLE}soruce_profile = keys

[profile half]
aws_access_key_id = AKIDEXAMPLE
aws_secret_acces_key = secret

[profile lost-tags]
${ON_KEYS}rolecall_sesion_tags = team=a

[profile client]
${ROLE}rolecall_oidc_issuer = https://login.example.com

[profile flow]
${ROLE}rolecall_oidc_issuer = https://login.example.com
rolecall_oidc_client_id = id
rolecall_oidc_flow = brwoser

[profile relative]
${ROLE}web_identity_token_file = run/token

[profile other-home]
${ROLE}web_identity_token_file = ~pod/token

[profile assertion]
${ROLE}rolecall_saml_assertion_file = run/assertion

[profile role]
${ON_KEYS}`)
  const { accessKeyId, secretAccessKey } = scene.key
  await scene.home.write(
    '.aws/credentials',
    `[keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
})
afterAll(() => scene[Symbol.asyncDispose]())

const TAGS = /write each tag as KEY=VALUE, and commas between them: team=web,env=test/
const RELATIVE = / is relative to the current folder, \/\S+: write an absolute path/.source
const LONG = 'x'.repeat(65)

test.each<[string, string[], number, RegExp, RegExp, Record<string, string>?]>([
  ['a tag without a value', ['process', '--profile', 'tags'], 1, /KEY=VALUE,…: team$/m, TAGS],
  ['the same after another', ['process', '--profile', 'some-tags'], 1, /: web$/m, TAGS],
  [
    'a source',
    ['process', '--profile', 'no-source'],
    1,
    /nothing to assume it with/,
    /soruce_profile of profile no-source is not .*: did you mean source_profile\?/,
  ],
  [
    'a secret key',
    ['process', '--profile', 'half'],
    1,
    /profile half has no aws_secret_access_key/,
    /aws_secret_acces_key of profile half is not .*: did you mean aws_secret_access_key\?/,
  ],
  [
    'no client ID',
    ['process', '--profile', 'client'],
    1,
    /rolecall_oidc_client_id of profile client is missing/,
    /add rolecall_oidc_client_id to profile client/,
  ],
  [
    'a flow',
    ['process', '--profile', 'flow'],
    1,
    /is neither browser nor device: brwoser/,
    /write browser or device/,
  ],
  [
    'a relative token file',
    ['process', '--profile', 'relative'],
    1,
    /cannot read run\/token/,
    new RegExp(`web_identity_token_file of profile relative${RELATIVE}`),
  ],
  [
    'a relative token file in a variable',
    ['process'],
    1,
    /cannot read run\/token/,
    new RegExp(`AWS_WEB_IDENTITY_TOKEN_FILE${RELATIVE}`),
    { ...POD, AWS_WEB_IDENTITY_TOKEN_FILE: 'run/token' },
  ],
  [
    'a token file that is not there',
    ['process'],
    1,
    /cannot read \/nowhere\/token/,
    /check the path in AWS_WEB_IDENTITY_TOKEN_FILE/,
    { ...POD, AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/token' },
  ],
  [
    'the home of another user',
    ['process', '--profile', 'other-home'],
    1,
    /cannot read ~pod\/token/,
    /only ~\/ stands for a home directory/,
  ],
  [
    'a relative assertion',
    ['process', '--profile', 'assertion'],
    1,
    /cannot read run\/assertion/,
    new RegExp(`rolecall_saml_assertion_file${RELATIVE}`),
  ],
  [
    'an @ before the path of an assertion',
    ['login', 'assertion', '--saml-assertion', '@run/assertion'],
    1,
    /cannot read @run\/assertion/,
    /--saml-assertion needs no @ before the path: run\/assertion/,
  ],
  [
    'a relative policy',
    ['process', '--profile', 'role', '--policy', '@policy.json'],
    1,
    /cannot read policy\.json/,
    new RegExp(`--policy${RELATIVE}`),
  ],
  [
    'a policy file without a prefix',
    ['process', '--profile', 'role', '--policy', 'deny.json'],
    2,
    /--policy is not JSON/,
    /to read the policy from a file: --policy file:\/\/deny\.json/,
  ],
  [
    'a relative CA bundle',
    ['process', '--profile', 'role'],
    1,
    /cannot read ca\.pem/,
    new RegExp(`AWS_CA_BUNDLE${RELATIVE}`),
    { AWS_CA_BUNDLE: 'ca.pem' },
  ],
  [
    'a session name made of other names',
    ['process', '--profile', 'role', '--session-name', 'job--own/repo--bot[bot]'],
    2,
    /does not accept --session-name: job--own\/repo--bot\[bot\]/,
    /job--own-repo--bot-bot- would be accepted/,
  ],
  [
    'the same in a variable',
    ['process', '--profile', 'role'],
    1,
    /does not accept AWS_ROLE_SESSION_NAME: Jürgen K/,
    /Jurgen-K would be accepted/,
    { AWS_ROLE_SESSION_NAME: 'Jürgen K' },
  ],
  [
    'a session name that is too long',
    ['process', '--profile', 'role', '--session-name', LONG],
    2,
    /--session-name must have 2 to 64 characters, not 65/,
    /: x{64} would be accepted/,
  ],
  [
    'a source identity of AWS',
    ['process', '--profile', 'role', '--source-identity', 'aws:me'],
    2,
    /does not accept --source-identity: aws:me/,
    /: aws-me would be accepted/,
  ],
  ...[
    'arn:aws:sts::222222222222:assumed-role/dev/me',
    ' arn:aws:iam::222222222222:role/dev',
    'arn:aws:iam::222222222222:role/dev ',
    '"arn:aws:iam::222222222222:role/dev"',
    "'arn:aws:iam::222222222222:role/dev',",
    'ARN:aws:iam::222222222222:role/dev',
    'aws:iam::222222222222:role/dev',
  ].map((arn): [string, string[], number, RegExp, RegExp] => [
    `${arn} instead of the ARN of a role`,
    ['process', '--profile', arn],
    arn.startsWith('arn:') ? 2 : 1,
    /is not the ARN of a role|there is no profile/,
    /write arn:aws:iam::222222222222:role\/dev$/,
  ]),
  [
    'a profile to log out of',
    ['logout', 'no-sorce'],
    1,
    /there is no profile no-sorce, and no cached session of that name/,
    /did you mean no-source\?/,
  ],
])('%s', async (_, args, code, message, hint, env = {}) => {
  const result = await scene.rolecall(args, { env })
  expect(result).toMatchObject({ code, stdout: '' })
  const [first = '', second = '', ...others] = result.stderr.split('\n')
  expect(others).toEqual([''])
  expect(first).toMatch(/^rolecall: /)
  expect(first).toMatch(message)
  expect(second).toMatch(/^hint: /)
  expect(second).toMatch(hint)
})

test('explain names a key of rolecall that is misspelt, and therefore has no effect', async () => {
  const result = await scene.rolecall(['explain', 'lost-tags'])
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout).toContain(
    'note: rolecall_sesion_tags of profile lost-tags is not a key that rolecall knows: did you mean rolecall_session_tags?',
  )
})
