import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hasPythonModule, isInstalled } from '../support/commands.js'
import { answer, startScene, type Scene } from '../support/scene.js'
import { runPipedInTerminal } from '../support/piped-terminal.js'
import { runCommand } from '../support/run.js'
import { fileURLToPath } from 'node:url'

let scene: Scene
beforeEach(async () => {
  scene = await startScene(`[profile sdk]
credential_process = rolecall process --profile sdk
rolecall_role_arn = arn:aws:iam::222222222222:role/dev
rolecall_source_profile = base
region = eu-west-1
`)
})
afterEach(() => scene[Symbol.asyncDispose]())

const JS_SDK = `
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
const { fromIni } = require('@aws-sdk/credential-providers')
const sts = new STSClient({ region: 'eu-west-1', credentials: fromIni({ profile: 'sdk' }) })
sts.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn))
`
const BOTO3 = `
import boto3
print(boto3.Session(profile_name='sdk').client('sts').get_caller_identity()['Arn'])
`
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

const CALLERS = [
  {
    name: 'the AWS CLI',
    isPresent: isInstalled('aws'),
    command: [
      'aws',
      'sts',
      'get-caller-identity',
      '--query',
      'Arn',
      '--output',
      'text',
      '--profile',
      'sdk',
    ],
  },
  { name: 'boto3', isPresent: hasPythonModule('boto3'), command: ['python3', '-c', BOTO3] },
  { name: 'the JavaScript SDK', isPresent: true, command: [process.execPath, '-e', JS_SDK] },
]

describe.each(CALLERS)('$name', ({ isPresent, command: [file = '', ...args] }) => {
  test.skipIf(!isPresent)(
    'gets credentials after the user enters the code on the terminal',
    async () => {
      const env = { ...scene.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
      using terminal = runPipedInTerminal(file, args, { env, cwd: PROJECT })
      await answer(terminal, scene.sts.freshCode(scene.serial))
      const result = await terminal.result
      expect(result).toMatchObject({ code: 0, stderr: '' })
      expect(result.stdout).toMatch(/^arn:aws:sts::222222222222:assumed-role\/dev\/\S+\n$/)
      const second = await runCommand(file, args, { env, cwd: PROJECT })
      expect(second).toMatchObject({ code: 0, stdout: result.stdout })
      expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
      expect(scene.sts.calls('AssumeRole')).toHaveLength(1)
    },
  )
})

describe.skipIf(!isInstalled('moto_server'))('moto, an independent implementation of STS', () => {
  test('serves rolecall', async () => {
    const { spawn } = await import('node:child_process')
    const port = 20_000 + (process.pid % 20_000)
    const moto = spawn('moto_server', ['-p', String(port)], { stdio: 'ignore', detached: true })
    try {
      const env = {
        AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`,
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
      }
      await expect
        .poll(
          () =>
            fetch(env.AWS_ENDPOINT_URL_STS).then(
              () => true,
              () => false,
            ),
          { timeout: 15_000 },
        )
        .toBe(true)
      const role = 'arn:aws:iam::222222222222:role/any'
      const result = await scene.rolecall(['process', role, '--source-profile', 'base'], { env })
      // Only the source has a device, and moto requires none: the role is assumed without a code.
      expect(result).toMatchObject({ code: 0, stderr: '' })
      const asRole = await scene.rolecall(['whoami', role, '--no-session', '--json'], {
        env: {
          ...env,
          AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
          AWS_CONFIG_FILE: '/nonexistent',
        },
      })
      expect(asRole).toMatchObject({ code: 0, stderr: '' })
      expect(asRole.stdout).toContain('assumed-role/any')
    } finally {
      if (moto.pid) process.kill(-moto.pid, 'SIGKILL')
    }
  })
})
