import { expect, test } from 'vitest'
import { configureProfile } from '../../src/aws-files/configure.js'
import { filesOf, KEYS, role } from '../plan/plan-of.js'

const write = (body: string, changes: Record<string, string>): string =>
  configureProfile(filesOf({ dev: body, base: KEYS }), { profile: 'dev', changes })

test.each([
  ['plain', 'role_arn = x\n', { role_arn: role('b') }, `role_arn = ${role('b')}\n`],
  [
    'with our prefix, which wins',
    'rolecall_role_arn = x\nrole_arn = y\n',
    { role_arn: role('b') },
    `rolecall_role_arn = ${role('b')}\nrole_arn = y\n`,
  ],
  [
    'the prefix of a key that SDKs may see',
    'credential_process = rolecall process --profile dev\nrolecall_region = x\n',
    { region: 'eu-west-1' },
    'credential_process = rolecall process --profile dev\nrolecall_region = eu-west-1\n',
  ],
  [
    'another source takes the place of the one before, in its spelling',
    'rolecall_source_profile = base\n',
    { credential_source: 'Environment' },
    'credential_source = Environment\n',
  ],
])('a key is written as it stands there: %s', (_, before, changes, after) => {
  expect(write(before, changes)).toBe(`[profile dev]\n${after}\n[profile base]\n${KEYS}\n`)
})

test('what stands in the credentials file wins, and is not written over', () => {
  const files = filesOf({ dev: 'region = x', 'dev!': 'role_arn = y' })
  const changes = { role_arn: role('b') }
  expect(() => configureProfile(files, { profile: 'dev', changes })).toThrow(
    'role_arn of dev is in /h/credentials',
  )
})
