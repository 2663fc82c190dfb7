import { describe, expect, test } from 'vitest'
import type { Plan, Step } from '../../src/core/plan.js'
import type { Source, SourceKind } from '../../src/core/source.js'
import { cacheKeys } from '../../src/plan/cache-key.js'
import { EVERY_SOURCE } from '../sources/every-source.js'

const TARGET = { region: 'eu-west-1' }
const MFA_SESSION: Step = {
  operation: 'GetSessionToken',
  target: TARGET,
  input: { DurationSeconds: 43_200, SerialNumber: 'arn:aws:iam::111111111111:mfa/me' },
}
const ROLE: Step = {
  operation: 'AssumeRole',
  target: TARGET,
  profile: 'dev',
  input: {
    RoleArn: 'arn:aws:iam::222222222222:role/dev',
    RoleSessionName: 'ann',
    DurationSeconds: 3600,
  },
}

/** The keys of the first release. Another key makes every cached session unreachable. */
const ROLE_KEYS: Record<SourceKind, string> = {
  static: '5c008ed74d3f3b12ea1a4c437e63d6fc8847e89eaaffd10affe20e66861d7a7b',
  environment: 'da7d59501b7a749b344e3174b7d3b6104d79285d2c40fd60b8eca00eb094e5c7',
  process: '061d83108a7f18ce6f0c88f958307ca9aea248a1a2e947ac359ba4f4bdc602cc',
  'ec2-instance-metadata': '31559b336b20182605b1d0ea8edcb7f201efd5b5cddcc659a33f341a6907d236',
  'ecs-container': '6919a97928c314677746e928f5b51bea2a55e21f6baf6b1e797d7074082533cd',
  sso: 'accc0584337de9a9f0a2aa46c4a1e4b937404cd262f257d473625a0163f9c226',
  login: 'cf788c4dea12acab4b255790e619abb4fcad8d0b94b2f8fe097996ef98af48e0',
  'web-identity-file': '633e5a659b43410649493520e8e91944b1f600375815b8773fbae9d7c1064494',
  'web-identity-process': 'dbdd603905fead92d1cd59eb1fe0420bb47695335c12e5afadd9ffda904dee7a',
  'github-actions': '256ab37ce1c9e0fd377f9d524078aecdbfecc069cd5bb483259bc5c52f6eecbd',
  oidc: '71a8fdbc5ebe22acdc73bebd700caf4b476529e92a2eab576231790beea43cac',
  saml: '3e72c22c37db92390078a936629aa5878f9fe5d1b3df96972bbac31f33c715c9',
}
const KEYS_AFTER_MFA = [
  '9e54b89ac47b77bd25da53dd49a5253bc155dff98f13731943dfa7fa8b94e2b6',
  '5c15497f8eb0bacd6949141c76c7f3f9c902e9dcc4d8ffa723a352f7fbccc551',
]

function planOn(source: Source, steps: Step[]): Plan {
  return { profile: 'dev', chain: ['dev'], target: TARGET, notes: [], source, steps }
}

describe('cache keys never change', () => {
  test.each(Object.entries(ROLE_KEYS))('of a role, on a source of kind %s', (kind, key) => {
    expect(cacheKeys(planOn(EVERY_SOURCE[kind as SourceKind], [ROLE]))).toEqual([key])
  })

  test('of an MFA session, and of a role after it', () => {
    const plan = planOn(EVERY_SOURCE.static, [MFA_SESSION, ROLE])
    expect(cacheKeys(plan)).toEqual(KEYS_AFTER_MFA)
  })
})
