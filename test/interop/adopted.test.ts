import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awsCli2 } from '../support/aws-cli-2.js'
import { hasPythonModule, pathOf } from '../support/commands.js'
import { manyProfiles } from '../support/many-profiles.js'
import { runCommand } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const ARN = /^arn:aws:sts::222222222222:assumed-role\/(nomfa|batch)\/\S+$/
const original = manyProfiles(300, {})
const cli2 = awsCli2()

let scene: Scene
let config: string
/** Environment of a program that the desktop starts: `rolecall` is not in its PATH. */
let env: Record<string, string>

beforeAll(async () => {
  scene = await startScene()
  await scene.configure(original)
  config = join(scene.home.path, '.aws/config')
  env = { ...scene.env, PATH: '/usr/bin:/bin', AWS_DEFAULT_REGION: 'eu-west-1' }
  const serial = ['--mfa-serial', scene.serial, '--mfa-code', scene.sts.freshCode(scene.serial)]
  expect(await scene.rolecall(['login', 'base', ...serial])).toMatchObject({ code: 0 })
  expect(await scene.rolecall(['adopt', '--all'])).toMatchObject({ code: 0, stdout: '' })
})
afterAll(async () => {
  expect(await scene.rolecall(['eject', '--all'])).toMatchObject({ code: 0, stdout: '' })
  expect(await readFile(config, 'utf8')).toBe(original)
  await scene[Symbol.asyncDispose]()
})

const NAMES = ['plain-10', 'quoted name 11', 'dotted.12', 'jürgen-14', 'nested-15', 'single 17']

function whoamiArgs(profile: string): string[] {
  const output = ['--query', 'Arn', '--output', 'text', '--endpoint-url', scene.sts.url]
  return ['sts', 'get-caller-identity', '--profile', profile, ...output]
}

test.skipIf(!pathOf('aws')).each(NAMES.slice(1, 2))(
  'the AWS CLI gets credentials from %j',
  async (profile) => {
    const result = await runCommand(pathOf('aws') ?? '', whoamiArgs(profile), { env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout.trim()).toMatch(ARN)
  },
)

test.skipIf(!cli2).each(NAMES.slice(2, 4))(
  'the AWS CLI 2 gets credentials from %j',
  async (profile) => {
    const { file, args, env: cliEnv } = cli2 ?? { file: '', args: [], env: {} }
    const result = await runCommand(file, [...args, ...whoamiArgs(profile)], {
      env: { ...env, ...cliEnv },
    })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout.trim()).toMatch(ARN)
  },
)

const BOTO3 = `
import boto3, sys
for name in sys.argv[2:]:
    sts = boto3.Session(profile_name=name).client('sts', endpoint_url=sys.argv[1])
    print(sts.get_caller_identity()['Arn'])
`
test.skipIf(!hasPythonModule('boto3'))('boto3 gets credentials from every profile', async () => {
  const args = ['-c', BOTO3, scene.sts.url, ...NAMES]
  const result = await runCommand(pathOf('python3') ?? '', args, { env })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  const arns = result.stdout.trim().split('\n')
  expect(arns).toHaveLength(NAMES.length)
  for (const arn of arns) expect(arn).toMatch(ARN)
})

const JS_SDK = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
const { fromIni } = require('@aws-sdk/credential-providers')
const main = async ([endpoint, ...names]) => {
  for (const profile of names) {
    const sts = new STSClient({ endpoint, region: 'eu-west-1', credentials: fromIni({ profile }) })
    console.log((await sts.send(new GetCallerIdentityCommand({}))).Arn)
  }
}
main(process.argv.slice(1))
`
test('the JavaScript SDK gets credentials from every profile that it can parse', async () => {
  const names = ['plain-10', 'dotted.12', 'nested-15', 'group:19']
  const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
  const args = ['-e', JS_SDK, scene.sts.url, ...names]
  const options = { cwd: PROJECT, env: { ...env, ...quiet } }
  const result = await runCommand(process.execPath, args, options)
  expect(result).toMatchObject({ code: 0, stderr: '' })
  const arns = result.stdout.trim().split('\n')
  expect(arns).toHaveLength(names.length)
  for (const arn of arns) expect(arn).toMatch(ARN)
})
