import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/core/json.js'
import { cacheKeys } from '../../src/plan/cache-key.js'
import type { Plan } from '../../src/core/plan.js'
import type { StsTarget, Step } from '../../src/core/step.js'
import type { Source } from '../../src/core/source.js'
import { MFA_SESSION, ROLE, TARGET } from './two-steps.js'

const KEY: Source = {
  kind: 'static',
  profile: 'base',
  file: '/h/credentials',
  accessKeyId: 'AKIAEXAMPLE',
  temporary: false,
}

function keysOf(steps: readonly Step[], source: Source = KEY, plan: Partial<Plan> = {}): string[] {
  const whole = { profile: 'dev', chain: ['dev', 'base'], target: TARGET, notes: [], ...plan }
  return cacheKeys({ ...whole, source, steps: [...steps] })
}

test('one key a step, each 64 hex digits', () => {
  const keys = keysOf([MFA_SESSION, ROLE])
  expect(keys).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    expect.stringMatching(/^[0-9a-f]{64}$/),
  ])
  expect(new Set(keys).size).toBe(2)
})

describe('a role has other sessions for', () => {
  const roleWith = (input: Partial<Extract<Step, { operation: 'AssumeRole' }>['input']>): Step => ({
    ...ROLE,
    input: { ...ROLE.input, ...input },
  })
  const at = (target: Partial<StsTarget>): Step => ({ ...ROLE, target: { ...TARGET, ...target } })
  const others: [string, Step][] = [
    ['another role', roleWith({ RoleArn: 'arn:aws:iam::222222222222:role/ops' })],
    ['another session name', roleWith({ RoleSessionName: 'bob' })],
    ['another duration', roleWith({ DurationSeconds: 900 })],
    ['an external id', roleWith({ ExternalId: 'x1' })],
    ['a policy', roleWith({ Policy: '{}' })],
    ['a policy of AWS', roleWith({ PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnly' }] })],
    ['a tag', roleWith({ Tags: [{ Key: 'a', Value: 'b' }] })],
    ['another value of the tag', roleWith({ Tags: [{ Key: 'a', Value: 'c' }] })],
    ['a transitive tag', roleWith({ TransitiveTagKeys: ['a'] })],
    ['a source identity', roleWith({ SourceIdentity: 'ann' })],
    ['an MFA device', roleWith({ SerialNumber: 'GAHT12345678' })],
    ['another region', at({ region: 'eu-west-2' })],
    ['another endpoint', at({ endpoint: 'http://127.0.0.1:1' })],
    ['a FIPS endpoint', at({ fips: true })],
    ['a dual-stack endpoint', at({ dualStack: true })],
  ]

  test.each(others)('%s', (_, other) => {
    expect(keysOf([other])).not.toEqual(keysOf([ROLE]))
  })

  test('each of these', () => {
    const keys = others.map(([, other]) => keysOf([other]).join())
    expect(new Set(keys).size).toBe(others.length)
  })

  test('another key that signs, and another step before it', () => {
    const rotated: Source = { ...KEY, accessKeyId: 'AKIAROTATED' }
    const before = { ...MFA_SESSION, input: { ...MFA_SESSION.input, SerialNumber: 'GAHT12345678' } }
    const keys = [
      keysOf([ROLE]),
      keysOf([ROLE], rotated),
      keysOf([MFA_SESSION, ROLE]),
      keysOf([MFA_SESSION, ROLE], rotated),
      keysOf([before, ROLE]),
    ].map((each) => each.at(-1))
    expect(new Set(keys).size).toBe(keys.length)
  })
})

test('names and places of profiles count for nothing: the same call by the same key has one session', () => {
  const elsewhere: Source = { ...KEY, profile: 'other', file: '/elsewhere' }
  const plan = {
    profile: 'x',
    chain: ['x'],
    region: 'sa-east-1',
    mfaProcess: 'otp',
    caBundle: '/ca.pem',
    notes: ['a note'],
  }
  const role = { ...ROLE, profile: 'x' }
  expect(keysOf([role], elsewhere, plan)).toEqual(keysOf([ROLE]))
})

describe('an MFA session', () => {
  const mfa = (target: Partial<StsTarget>, input: { SerialNumber?: string } = {}): string[] =>
    keysOf([
      {
        ...MFA_SESSION,
        target: { ...TARGET, ...target },
        input: { ...MFA_SESSION.input, DurationSeconds: 900, ...input },
      },
    ])

  test('is shared across regions and durations, which are not worth a code', () => {
    expect(mfa({ region: 'us-east-1', fips: true })).toEqual(keysOf([MFA_SESSION]))
  })

  test.each([
    ['another partition', mfa({ region: 'cn-north-1' })],
    ['another endpoint', mfa({ endpoint: 'http://127.0.0.1:1' })],
    ['another device', mfa({}, { SerialNumber: 'GAHT12345678' })],
  ])('is not shared with %s', (_, keys) => {
    expect(keys).not.toEqual(keysOf([MFA_SESSION]))
  })
})

test('a source that has to be asked whose it is has no keys before', () => {
  const unknown: Source[] = [
    { kind: 'process', profile: 'p', command: 'a' },
    { kind: 'ec2-instance-metadata' },
    { kind: 'ecs-container', uri: 'http://127.0.0.1/creds' },
    { kind: 'web-identity-file', profile: 'p', file: '/dev/fd/3' },
    { kind: 'web-identity-process', profile: 'p', command: 'a' },
    { kind: 'saml', profile: 'p' },
  ]
  for (const source of unknown) expect(keysOf([ROLE], source)).toEqual([])
})

describe('an MFA session that was asked for with a duration', () => {
  const asked = (seconds: number, isBounded: boolean): string[] => {
    const bound = isBounded ? { isBounded: true as const } : {}
    const input = { ...MFA_SESSION.input, DurationSeconds: seconds }
    return keysOf([{ ...MFA_SESSION, input, ...bound }])
  }

  test('is kept apart if it is shorter than the shared one', () => {
    expect(asked(900, true)).not.toEqual(keysOf([MFA_SESSION]))
    expect(asked(900, true)).not.toEqual(asked(1800, true))
    expect(asked(43_200, true)).toEqual(keysOf([MFA_SESSION]))
    expect(asked(900, false)).toEqual(keysOf([MFA_SESSION]))
  })

  test('is shared as the parent of a role', () => {
    const short = { ...MFA_SESSION, input: { ...MFA_SESSION.input, DurationSeconds: 900 } }
    expect(keysOf([{ ...short, isBounded: true }, ROLE])).toEqual(keysOf([MFA_SESSION, ROLE]))
  })
})

const SMALL = { maxDepth: 2 }

test('canonical JSON: equal data, whatever the order of its keys, and only that, gives equal text', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value).map(([key, part]) => [key, shuffled(part)] as const)
    return Object.fromEntries(entries.reverse())
  }
  fc.assert(
    fc.property(fc.jsonValue(SMALL), fc.jsonValue(SMALL), (one, other) => {
      expect(canonicalJson(shuffled(one))).toBe(canonicalJson(one))
      expect(JSON.parse(canonicalJson(one))).toEqual(JSON.parse(JSON.stringify(one)))
      const isSame = canonicalJson(one) === canonicalJson(other)
      if (isSame) expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(other)))
    }),
  )
})
