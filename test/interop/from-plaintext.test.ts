import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { startKeyScene, type KeyScene } from '../support/key-scene.js'
import { runCommand, type RunResult } from '../support/run.js'
import { secretsIn } from '../support/canaries.js'

/*
 * From a plaintext key with MFA to nothing in plaintext: one command, and no SDK notices.
 */

let scene: KeyScene
let moved: RunResult
let config: string
beforeAll(async () => {
  scene = await startKeyScene()
  config = `[profile base]
mfa_serial = ${scene.serial}
region = eu-west-1

[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
region = eu-west-1
`
  await scene.configure(config)
  await scene.home.write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${scene.key.accessKeyId}\naws_secret_access_key = ${scene.key.secretAccessKey}\n`,
  )
  moved = await scene.rolecall(['import', '--from', 'credentials'])
  const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
  expect(await scene.rolecall(['login', 'base'], { env })).toMatchObject({ code: 0 })
})
afterAll(() => scene[Symbol.asyncDispose]())

test('the diff is shown, and nothing is left in plaintext', async () => {
  expect(moved).toMatchObject({ code: 0, stdout: '' })
  expect(moved.stderr).toContain('-aws_secret_access_key = ****\n')
  expect(moved.stderr).toMatch(/\n\+credential_process = \S+ process --profile base\n/)
  expect(secretsIn(moved.stderr, [scene.key.secretAccessKey])).toEqual([])
  expect(await scene.home.searchFor([scene.key.secretAccessKey])).toEqual([])
  expect((await scene.awsFile('credentials')).trim()).toBe('')
  const added = /# adopted by rolecall.*\ncredential_process = .*\n/
  expect((await scene.awsFile('config')).replace(added, '')).toBe(config)
})

const JS_SDK = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
const { fromIni } = require('@aws-sdk/credential-providers')
const sts = new STSClient({ region: 'eu-west-1', credentials: fromIni({ profile: 'dev', clientConfig: { region: 'eu-west-1' } }) })
sts.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn))
`
const BOTO3 = `
import boto3
print(boto3.Session(profile_name='dev').client('sts').get_caller_identity()['Arn'])
`
const RUBY = `
require 'aws-sdk-core'
# Debian's version does not read the variable.
Aws.config[:sts] = { endpoint: ENV['AWS_ENDPOINT_URL_STS'] }
puts Aws::STS::Client.new(profile: 'dev', region: 'eu-west-1').get_caller_identity.arn
`
const AWS = 'aws sts get-caller-identity --query Arn --output text --profile dev'.split(' ')
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

describe.each([
  { name: 'the AWS CLI', isPresent: isInstalled('aws'), command: AWS },
  { name: 'boto3', isPresent: hasPythonModule('boto3'), command: ['python3', '-c', BOTO3] },
  { name: 'the JavaScript SDK', isPresent: true, command: [process.execPath, '-e', JS_SDK] },
  { name: 'the Ruby SDK', isPresent: isInstalled('ruby'), command: ['ruby', '-e', RUBY] },
  { name: 'the Go SDK', isPresent: isInstalled('gosdk'), command: ['gosdk'] },
])('$name', ({ isPresent, command: [file = '', ...args] }) => {
  test.skipIf(!isPresent)('assumes the role as before', async () => {
    const env = {
      ...scene.env,
      AWS_PROFILE: 'dev',
      AWS_SDK_LOAD_CONFIG: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    }
    const { code, stdout, stderr } = await runCommand(file, args, { env, cwd: PROJECT })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^arn:aws:sts::222222222222:assumed-role\/dev\/\S+/)
  })
})

test('list no longer marks the profile', async () => {
  const plain = await readFile(`${scene.home.path}/.aws/credentials`, 'utf8')
  const marked = async (): Promise<string | undefined> =>
    (await scene.rolecall(['list'])).stdout.split('\n').find((line) => line.startsWith('base'))
  expect(await marked()).not.toContain('plaintext')
  await scene.home.write(
    '.aws/credentials',
    `${plain}[base]\naws_access_key_id = ${scene.key.accessKeyId}\naws_secret_access_key = ${scene.key.secretAccessKey}\n`,
  )
  expect(await marked()).toContain('base (plaintext copy)')
  const { stderr } = await scene.rolecall(['list'])
  expect(stderr).toMatch(
    /base has a stored key, and one in plaintext in \S+; to remove that: rolecall import base --from credentials/,
  )
  expect(await scene.rolecall(['import', 'base', '--from', 'credentials'])).toMatchObject({
    code: 0,
  })
  expect(await marked()).not.toContain('plaintext')
  await scene.rolecall(['remove', 'base', '--yes'])
  await scene.home.write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${scene.key.accessKeyId}\naws_secret_access_key = ${scene.key.secretAccessKey}\n`,
  )
  expect(await marked()).toContain('base (plaintext) ')
  const json = JSON.parse((await scene.rolecall(['list', '--json'])).stdout) as object[]
  expect(json).toContainEqual(
    expect.objectContaining({
      profile: 'base',
      plaintextKey: `${scene.home.path}/.aws/credentials`,
    }),
  )
})
