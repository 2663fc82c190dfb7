import { expect, test } from 'vitest'
import type { Env } from '../../src/core/env.js'
import { withoutOwnSettings } from '../../src/emit/record.js'
import type { SdkSetting } from '../../src/emit/sdk-settings.js'
import { surroundingVariables } from '../../src/emit/surroundings.js'
import { leaveVariables, previousRole, switchVariables } from '../../src/emit/switch-variables.js'
import type { Variable } from '../../src/emit/variables.js'

const CREDENTIALS = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiration: '2026-11-21T10:30:00Z',
}

function applied(env: Env, variables: readonly Variable[]): Env {
  const whole = { ...env, ...Object.fromEntries(variables.map(({ name, value }) => [name, value])) }
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined))
}

function use(
  env: Env,
  profile: string,
  region?: string,
  byReference = false,
  settings: readonly SdkSetting[] = [],
): Env {
  const awsProfile = byReference ? profile : undefined
  const surroundings = surroundingVariables({ region, settings, awsProfile }, env)
  const target = { credentials: CREDENTIALS, profile, byReference, surroundings }
  return applied(env, switchVariables(target, env))
}

const leave = (env: Env): Env => applied(env, leaveVariables(env))

test('a limit comes with its role, and goes with it', () => {
  for (const byReference of [true, false]) {
    const target = { credentials: CREDENTIALS, profile: 'dev', byReference, surroundings: [] }
    const dev = applied({}, switchVariables({ ...target, limit: 'read-only' }, {}))
    expect(dev).toMatchObject({ ROLECALL_LIMIT: 'read-only' })
    expect(use(dev, 'prod')).not.toHaveProperty('ROLECALL_LIMIT')
    expect(leave(dev)).not.toHaveProperty('ROLECALL_LIMIT')
  }
})

test('by reference: names and no secret, whatever was there', () => {
  const stale = { AWS_ACCESS_KEY_ID: 'x', AWS_SESSION_TOKEN: 'x', AWS_DEFAULT_PROFILE: 'x' }
  expect(use(stale, 'dev', 'eu-west-1', true)).toEqual({
    AWS_PROFILE: 'dev',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    ROLECALL_PROFILE: 'dev',
    ROLECALL_SET:
      'AWS_REGION=eu-west-1,AWS_DEFAULT_REGION=eu-west-1,AWS_PROFILE=dev,AWS_DEFAULT_PROFILE:x',
    ROLECALL_EXPIRES: '1795257000',
  })
})

test('by value: credentials and no profile for SDKs', () => {
  const env = use({ AWS_PROFILE: 'stale' }, 'dev')
  expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', ROLECALL_PROFILE: 'dev' })
  expect(env).not.toHaveProperty('AWS_PROFILE')
})

test('the role before is remembered, also past leaving, and not when it is chosen again', () => {
  const dev = use({}, 'dev')
  expect(previousRole(dev)).toBeUndefined()
  const prod = use(dev, 'prod')
  expect(previousRole(prod)).toBe('dev')
  expect(previousRole(use(prod, 'prod'))).toBe('dev')
  expect(previousRole(leave(prod))).toBe('prod')
})

test('leaving leaves what the user has set', () => {
  const regions = { AWS_REGION: 'sa-east-1', AWS_DEFAULT_REGION: 'sa-east-1' }
  const user = { HOME: '/', ...regions }
  for (const byReference of [true, false]) {
    // Without one of its own a profile is used in the region of the environment.
    for (const region of [undefined, 'sa-east-1']) {
      const dev = use(user, 'dev', region, byReference)
      expect(leave(use(dev, 'dev', region))).toEqual({ ...user, ROLECALL_PREVIOUS: 'dev' })
    }
  }
  expect(leave({ AWS_PROFILE: 'mine' })).toEqual({ AWS_PROFILE: 'mine' })
  const named = { AWS_PROFILE: 'mine: $(x)', AWS_DEFAULT_PROFILE: 'ü%!"', AWS_REGION: 'sa-east-1' }
  for (const byReference of [true, false]) {
    const dev = use(named, 'dev', 'eu-west-1', byReference)
    expect(leave(use(dev, 'prod', 'eu-west-2'))).toEqual({ ...named, ROLECALL_PREVIOUS: 'prod' })
  }
})

test('a region that a switch has set is not taken for the user’s', () => {
  const dev = use({}, 'dev', 'eu-west-1')
  expect(withoutOwnSettings(dev)).toMatchObject({ AWS_REGION: undefined })
  expect(use(dev, 'prod')).not.toHaveProperty('AWS_REGION')
  const changed = { ...dev, AWS_REGION: 'us-west-2' }
  expect(withoutOwnSettings(changed)).toMatchObject({ AWS_REGION: 'us-west-2' })
  expect(use(changed, 'prod')).toMatchObject({ AWS_REGION: 'us-west-2' })
})

test('a switch undoes the settings that the one before has set, and no others', () => {
  const fips = { key: 'use_fips_endpoint', value: 'true', variables: ['AWS_USE_FIPS_ENDPOINT'] }
  const url = { key: 'endpoint_url', value: 'http://a,b:1/', variables: ['AWS_ENDPOINT_URL'] }
  const user = { AWS_ENDPOINT_URL: '', AWS_RETRY_MODE: 'standard' }
  const dev = use(user, 'dev', undefined, false, [fips, url])
  expect(dev).toMatchObject({ AWS_USE_FIPS_ENDPOINT: 'true', AWS_ENDPOINT_URL: 'http://a,b:1/' })
  const prod = use({ ...dev, AWS_USE_FIPS_ENDPOINT: 'false' }, 'prod', undefined, false, [])
  expect(prod).toMatchObject({ ...user, AWS_USE_FIPS_ENDPOINT: 'false' })
  expect(prod).not.toHaveProperty('ROLECALL_SET')
  expect(leave(dev)).toEqual({ ...user, ROLECALL_PREVIOUS: 'dev' })
})
