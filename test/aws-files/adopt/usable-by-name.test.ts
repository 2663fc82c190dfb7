import { expect, test } from 'vitest'
import { parseAwsFiles } from '../../../src/aws-files/aws-files.js'
import { isUsableByName } from '../../../src/aws-files/adopt/usable-by-name.js'

function isUsable(keys: string, credentials = ''): boolean {
  const config = { path: 'config', text: `[profile dev]\n${keys}\n` }
  return isUsableByName(parseAwsFiles(config, { path: 'credentials', text: credentials }), 'dev')
}

test.each([
  'credential_process = rolecall process --profile dev',
  'credential_process = rolecall process --profile=dev',
  'credential_process = rolecall process dev',
  'credential_process = "/opt/a b/rolecall" process --profile "dev"',
  'credential_process = /usr/bin/node /opt/rolecall.js process --profile dev',
  'credential_process = rolecall process --profile dev\nrolecall_role_arn = arn\nregion = x',
])('%s is enough', (keys) => {
  expect(isUsable(keys)).toBe(true)
})

test.each([
  ['no process', 'role_arn = arn'],
  ['another tool', 'credential_process = aws-vault export dev'],
  ['another profile', 'credential_process = rolecall process --profile other'],
  ['a longer name', 'credential_process = rolecall process --profile dev2'],
  ['a role beside it', 'credential_process = rolecall process --profile dev\nrole_arn = arn'],
  ['what Go takes for SSO', 'credential_process = rolecall process dev\nsso_region = eu-west-1'],
  ['keys beside it', 'credential_process = rolecall process dev\naws_access_key_id = AKIA'],
])('%s is not', (_, keys) => {
  expect(isUsable(keys)).toBe(false)
})

test('keys in the credentials file go before the process', () => {
  const process = 'credential_process = rolecall process dev'
  expect(isUsable(process, '[dev]\naws_access_key_id = AKIA\n')).toBe(false)
})
