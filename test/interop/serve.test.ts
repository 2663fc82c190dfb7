import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { goReader } from '../support/go-reader.js'
import { startRoleScene } from '../support/role-scene.js'
import type { Scene } from '../support/scene.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

let scene: Scene
beforeAll(async () => {
  scene = await startRoleScene(`[default]
role_arn = arn:aws:iam::222222222222:role/wrong
source_profile = keys
`)
})
afterAll(() => scene[Symbol.asyncDispose]())

const JS_SDK = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
const { fromNodeProviderChain } = require('@aws-sdk/credential-providers')
const sts = new STSClient({ region: 'eu-west-1', credentials: fromNodeProviderChain() })
sts.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn))`
const BOTO3 = `
import boto3
print(boto3.client('sts').get_caller_identity()['Arn'])`

/** Debian's version does not take the port from the endpoint. */
const RUBY_IMDS = `
require 'aws-sdk-sts'
port = URI(ENV.fetch('AWS_EC2_METADATA_SERVICE_ENDPOINT')).port
credentials = Aws::InstanceProfileCredentials.new(port: port)
puts Aws::STS::Client.new(credentials: credentials, endpoint: ENV['AWS_ENDPOINT_URL_STS']).get_caller_identity.arn`
const RUBY = `
require 'aws-sdk-sts'
puts Aws::STS::Client.new(endpoint: ENV['AWS_ENDPOINT_URL_STS']).get_caller_identity.arn`

const GO = goReader()

const READERS = [
  {
    name: 'the AWS CLI',
    isPresent: isInstalled('aws'),
    command: ['aws', 'sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'],
  },
  { name: 'boto3', isPresent: hasPythonModule('boto3'), command: ['python3', '-c', BOTO3] },
  { name: 'the Go SDK', isPresent: GO !== undefined, command: [GO ?? ''] },
  { name: 'the JavaScript SDK', isPresent: true, command: [process.execPath, '-e', JS_SDK] },
]

const isRubyPresent = hasRubyCode("require 'aws-sdk-sts'")
/** Versions later than Debian's 3.168. */
const readsFullUri = hasRubyCode(
  `require 'aws-sdk-sts'; exit File.read($".grep(/ecs_credentials.rb/).first).include?('FULL_URI')`,
)

function hasRubyCode(code: string): boolean {
  return spawnSync('ruby', ['-e', code], { stdio: 'ignore' }).status === 0
}

describe('the Ruby SDK', () => {
  test.skipIf(!isRubyPresent)(
    'reads from the metadata service if it is told the port',
    async () => {
      const args = ['serve', 'nomfa', '--imds', '--', 'ruby', '-e', RUBY_IMDS]
      const result = await scene.rolecall(args, { cwd: PROJECT })
      expect(result.stdout, result.stderr).toMatch(/assumed-role\/nomfa\/\S+\n$/)
    },
  )

  test.skipIf(!readsFullUri)('reads from the container endpoint', async () => {
    const args = ['serve', 'nomfa', '--', 'ruby', '-e', RUBY]
    const result = await scene.rolecall(args, { cwd: PROJECT })
    expect(result.stdout, result.stderr).toMatch(/assumed-role\/nomfa\/\S+\n$/)
  })
})

describe.each([
  ['container endpoint', []],
  ['metadata service', ['--imds']],
])('from the %s', (_, flags) => {
  test.each(READERS.filter(({ isPresent }) => isPresent))(
    '$name reads credentials, although [default] has others',
    async ({ command }) => {
      const env = { ...scene.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
      const args = ['serve', 'nomfa', ...flags, '--', ...command]
      const result = await scene.rolecall(args, { env, cwd: PROJECT })
      expect(result.stdout, result.stderr).toMatch(
        /^arn:aws:sts::222222222222:assumed-role\/nomfa\/\S+\n$/,
      )
      expect(result.code).toBe(0)
    },
  )
})
