import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { runCommand } from '../support/run.js'
import { startScene } from '../support/scene.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const BOTO3 = `import boto3
print(boto3.Session(profile_name='nomfa').client('sts').get_caller_identity()['Arn'])`
const JS_SDK = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
const { fromIni } = require('@aws-sdk/credential-providers')
const sts = new STSClient({ region: 'eu-west-1', credentials: fromIni({ profile: 'nomfa' }) })
sts.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn))`
const QUERY = ['--query', 'Arn', '--output', 'text', '--profile', 'nomfa']

test.each([
  ['the AWS CLI', isInstalled('aws'), ['aws', 'sts', 'get-caller-identity', ...QUERY]],
  ['boto3', hasPythonModule('boto3'), ['python3', '-c', BOTO3]],
  ['the JavaScript SDK', true, [process.execPath, '-e', JS_SDK]],
])('%s has the same identity before and after adopt, unattended', async (_, isPresent, words) => {
  if (!isPresent) return
  await using scene = await startScene(`[profile nomfa]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = base
region = eu-west-1
`)
  const [file = '', ...args] = words
  const env = { ...scene.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
  const role = async (): Promise<string> => {
    const { code, stdout } = await runCommand(file, args, { env, cwd: PROJECT })
    return `${code} ${stdout.trim().replace(/[^/]*$/, '')}`
  }
  const before = await role()
  expect(before).toBe('0 arn:aws:sts::222222222222:assumed-role/nomfa/')
  expect(await scene.rolecall(['adopt', 'nomfa'])).toMatchObject({ code: 0 })
  expect(await role()).toBe(before)
})
