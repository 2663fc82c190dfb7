import { describe, expect, it, test } from 'vitest'
import { emitters, type Emitter } from '../../src/emit/formats.js'
import { clearedVariables, variablesOf } from '../../src/emit/variables.js'
import { emissionOf, LONG_TERM, TEMPORARY } from './samples.js'

const STALE = {
  AWS_PROFILE: undefined,
  AWS_DEFAULT_PROFILE: undefined,
  AWS_SECURITY_TOKEN: undefined,
  AWS_CREDENTIAL_SCOPE: undefined,
  AWS_ACCESS_KEY: undefined,
  AWS_SECRET_KEY: undefined,
  AWS_SESSION_EXPIRATION: undefined,
}

function asObject(variables: ReturnType<typeof variablesOf>): Record<string, string | undefined> {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]))
}

describe('variables', () => {
  it('sets all that is known of temporary credentials', () => {
    expect(asObject(variablesOf(TEMPORARY))).toStrictEqual({
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret/+=',
      AWS_SESSION_TOKEN: 'token==',
      AWS_CREDENTIAL_EXPIRATION: '2026-11-21T10:30:00Z',
      AWS_ACCOUNT_ID: '123456789012',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      ROLECALL_EXPIRES: undefined,
      ROLECALL_LIMIT: undefined,
      ROLECALL_PROFILE: 'dev',
      ...STALE,
    })
  })

  it('unsets what long-term credentials lack, and leaves an unknown region alone', () => {
    expect(asObject(variablesOf(LONG_TERM))).toStrictEqual({
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: undefined,
      AWS_CREDENTIAL_EXPIRATION: undefined,
      AWS_ACCOUNT_ID: undefined,
      ROLECALL_EXPIRES: undefined,
      ROLECALL_LIMIT: undefined,
      ROLECALL_PROFILE: 'base',
      ...STALE,
    })
  })

  it('clears all that may be set, and no variable of the user', () => {
    const set = variablesOf({ ...TEMPORARY, limit: 'read-only' }).filter(
      ({ name, value }) => value !== undefined && !name.endsWith('_REGION'),
    )
    expect(clearedVariables()).toStrictEqual(set.map(({ name }) => ({ name })))
  })
})

describe('a control character', () => {
  const damaged = ['a\nb', 'a\rb', 'a\0b', '\u001b[31m', '\u0085', 'half \ud83d']
  const formats = Object.entries<Emitter>(emitters).filter(([format]) => format !== 'process')

  it.each(formats)('is refused in %s, by the name of the variable', (_, emitter) => {
    for (const value of damaged) {
      const emission = { ...TEMPORARY, region: value }
      const emit = (): unknown => emitter.emit(emission)
      expect(emit).toThrow(/^AWS_REGION has a control character, which rolecall cannot pass on$/)
    }
  })

  it('is never shown', () => {
    expect(() => variablesOf(emissionOf('canary\n'))).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('canary') }),
    )
  })
})

test('formats that have a way to unset', () => {
  const clearing = Object.entries<Emitter>(emitters).filter(([, { clear }]) => clear)
  expect(clearing.map(([format]) => format)).toEqual([
    'env',
    'env-no-export',
    'fish',
    'powershell',
    'windows-cmd',
    'nushell',
  ])
})
