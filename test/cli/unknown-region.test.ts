import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[profile mistyped]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys
region = use2

[profile keys]
`)
  const { accessKeyId, secretAccessKey } = scene.key
  await scene.home.write(
    '.aws/credentials',
    `[keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
})
afterAll(() => scene[Symbol.asyncDispose]())

const PLACE = /region of profile mistyped in \S+\/\.aws\/config/.source
const REFUSED = 'AWS did not accept the signature of this call \\(SignatureDoesNotMatch, request'
const UNREACHED = 'STS could not be reached there: \\S'

test.each<[string, string[], Record<string, string>, string, string]>([
  [
    'the profile',
    ['process', '--profile', 'mistyped'],
    {},
    `use2 is not .*, and ${REFUSED}`,
    `change ${PLACE} to us-east-2, or add --region us-east-2`,
  ],
  [
    'a variable',
    ['process', '--profile', 'mistyped'],
    { AWS_REGION: 'euw3' },
    `euw3 is not .*, and ${REFUSED}`,
    'change AWS_REGION to eu-west-3, or add --region eu-west-3',
  ],
  [
    'another variable',
    ['env', 'mistyped'],
    { AWS_DEFAULT_REGION: 'zz' },
    `zz is not .*, and ${REFUSED}`,
    'change AWS_DEFAULT_REGION: a region looks like eu-west-1',
  ],
  [
    'the flag',
    ['whoami', 'keys', '--region', 'use2'],
    {},
    `use2 is not .*, and ${REFUSED}`,
    'write --region us-east-2',
  ],
  [
    'a call of sts',
    ['sts', 'get-caller-identity', '--profile', 'mistyped'],
    {},
    `use2 is not .*, and ${REFUSED}`,
    `change ${PLACE} to us-east-2, or add --region us-east-2`,
  ],
  [
    'the profile, at an endpoint that does not exist',
    ['process', '--profile', 'mistyped'],
    { AWS_ENDPOINT_URL_STS: '' },
    `use2 is not .*, and ${UNREACHED}`,
    `change ${PLACE} to us-east-2, or add --region us-east-2`,
  ],
])('a region that does not exist is named as the cause: %s', async (_, args, env, why, hint) => {
  const result = await scene.rolecall(args, { env })
  expect(result).toMatchObject({ stdout: '' })
  expect(result.code).not.toBe(0)
  expect(result.stderr).toMatch(new RegExp(`rolecall: ${why}`))
  expect(result.stderr).toMatch(new RegExp(`hint: ${hint}$`, 'm'))
  expect(result.stderr).not.toContain('secret access key')
})
