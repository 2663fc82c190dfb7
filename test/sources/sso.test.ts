import { describe, expect, test } from 'vitest'
import { expectError, KEYS, planOf, role } from '../plan/plan-of.js'

const session = 'sso_start_url = https://x/start\nsso_region = eu-west-1\n'
const profile = 'sso_session = corp\nsso_account_id = 111111111111\nsso_role_name = R\n'
const sections = (own = '', section = session): Record<string, string> => ({
  dev: profile + own,
  'sso-session corp': section,
})

describe('a profile and its sso-session', () => {
  test.each([
    ['sso_region = us-east-1', /sso_region: profile dev has us-east-1, .*corp\] has eu-west-1/],
    ['sso_start_url = https://y/start', /sso_start_url: profile dev has https:\/\/y\/start/],
  ])('that contradict are refused: %s', (own, words) => {
    expectError(() => planOf(sections(own)), 'config', words, /^remove sso_\w+ from profile dev$/)
  })

  test('contradict in any key that the section has', () => {
    const run = (): unknown => planOf(sections('', `${session}sso_account_id = 222222222222`))
    expectError(run, 'config', /sso_account_id: profile dev has 111111111111/)
  })

  test('may repeat each other', () => {
    expect(planOf(sections(session)).source).toMatchObject({ region: 'eu-west-1' })
  })
})

describe('endpoints of IAM Identity Center', () => {
  const services = { 'services s': 'sso =\n  endpoint_url = http://portal\n' }
  test.each<[string, string, Record<string, string>, object]>([
    [
      'endpoint_url',
      'endpoint_url = http://x',
      {},
      { endpoint: 'http://x', oidcEndpoint: 'http://x' },
    ],
    ['services', 'services = s', {}, { endpoint: 'http://portal' }],
    ['a variable', '', { AWS_ENDPOINT_URL_SSO: 'http://v' }, { endpoint: 'http://v' }],
    ['FIPS', 'use_fips_endpoint = true', {}, { fips: true }],
    ['dual-stack', '', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, { dualStack: true }],
  ])('%s', (_name, own, env, expected) => {
    const files = { ...sections(own), ...services }
    expect(planOf(files, { profile: 'dev' }, env).source).toMatchObject(expected)
  })

  test('are those of the profile that was asked for', () => {
    const app = `role_arn = ${role('app')}\nsource_profile = dev\nendpoint_url = http://app`
    const plan = planOf({ ...sections('endpoint_url = http://x'), app }, { profile: 'app' })
    expect(plan.source).toMatchObject({ kind: 'sso', endpoint: 'http://app' })
    const bare = planOf(
      { ...sections('endpoint_url = http://x'), app: app.replace(/endpoint.*/, '') },
      { profile: 'app' },
    )
    expect(bare.source).not.toHaveProperty('endpoint')
  })
})

describe('the instance metadata service', () => {
  const dev = 'credential_source = Ec2InstanceMetadata\n'
  const key = 'ec2_metadata_service_endpoint_mode'
  test.each<[string, Record<string, string>, RegExp]>([
    [`${key} = IPv7`, {}, /^ec2_metadata_service_endpoint_mode of profile dev .*: IPv7$/],
    ['', { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: '6' }, /^AWS_EC2_METADATA_SERVICE_ENDPOINT_M/],
    [`ec2_metadata_service_endpoint = http://x\n${key} = v6`, {}, /is neither IPv4 nor IPv6: v6$/],
  ])('refuses an unknown mode: %j %j', (own, env, words) => {
    expectError(() => planOf({ dev: dev + own }, { profile: 'dev' }, env), 'config', words)
  })

  test('is that of the profile that was asked for', () => {
    const endpoint = 'ec2_metadata_service_endpoint = http://x'
    const app = `role_arn = ${role('app')}\nsource_profile = dev\n`
    const files = { dev: dev + endpoint, app, base: KEYS }
    expect(planOf(files, { profile: 'app' }).source).toEqual({ kind: 'ec2-instance-metadata' })
    expect(planOf({ ...files, app: app + endpoint }, { profile: 'app' }).source).toEqual({
      kind: 'ec2-instance-metadata',
      endpoint: 'http://x',
    })
  })
})
