import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeMisspelt, misspeltKeys } from '../../src/aws-files/misspelt-keys.js'
import { COMPETING_KEYS } from '../../src/aws-files/adopt/section.js'
import { VARIABLES } from '../../src/emit/sdk-settings.js'

const findings = (...keys: string[]): string[] =>
  misspeltKeys({ profile: 'dev', keys }).map(describeMisspelt)

/** The keys in the tables of docs/configuration.md, as they are written there. */
function documentedKeys(): string[] {
  const text = readFileSync('docs/configuration.md', 'utf8')
  const section = /^## Profile keys\n(.*?)^## /ms.exec(text)?.[1] ?? ''
  return [...section.matchAll(/^\| ((?:`[\w.]+`(?:, )?)+) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name),
  )
}

test('no key that is documented, or that SDKs know, is taken for a misspelt one', () => {
  const keys = documentedKeys()
  expect(keys.length).toBeGreaterThan(50)
  expect(keys).toContain('rolecall_oidc_issuer')
  const withPrefix = keys.map((key) => `rolecall_${key.replace(/^rolecall_/, '')}`)
  const isPlain = (key: string): boolean => !key.includes('.')
  expect(findings(...keys.filter(isPlain), ...withPrefix.filter(isPlain))).toEqual([])
  expect(findings(...Object.keys(VARIABLES), ...COMPETING_KEYS)).toEqual([])
  expect(findings('output', 's3', 'api_versions', 'parent_profile', 'note', 'x')).toEqual([])
})

test.each([
  ['soruce_profile', 'source_profile'],
  ['duration_second', 'duration_seconds'],
  ['rolearn', 'role_arn'],
  ['session_tag', 'session_tags'],
  ['rolecall_sesion_tags', 'rolecall_session_tags'],
  ['oidc_isuer', 'rolecall_oidc_issuer'],
  ['rolecall_mfa_seral', 'rolecall_mfa_serial'],
  ['mfa_serials', 'mfa_serial'],
])('%s was meant as %s', (key, meant) => {
  expect(findings('region', key)).toEqual([
    `${key} of profile dev is not a key that rolecall knows: did you mean ${meant}?`,
  ])
})

test('an unknown key with the prefix is named, even if no other is similar', () => {
  expect(findings('rolecall_colour_of_the_sky')).toEqual([
    'rolecall_colour_of_the_sky of profile dev is not a key that rolecall knows: check its name',
  ])
})
