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
