import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/core/plan.js'
import type { Step } from '../../src/core/step.js'
import type { Source, SourceKind } from '../../src/core/source.js'
import { cacheKeys } from '../../src/plan/cache-key.js'
import { EVERY_SOURCE } from '../sources/every-source.js'
import { MFA_SESSION, ROLE, TARGET } from './two-steps.js'

/** Another key makes every cached session unreachable. */
const ROLE_KEYS: Record<SourceKind, string> = {
  // The same as of a key in a file: sessions outlive its import.
  'stored-key': '5c008ed74d3f3b12ea1a4c437e63d6fc8847e89eaaffd10affe20e66861d7a7b',
  static: '5c008ed74d3f3b12ea1a4c437e63d6fc8847e89eaaffd10affe20e66861d7a7b',
  environment: 'b8d06b6c204a23b6cf601fccdc15f1c514fe70a6cb6921eadcdf63f42763e4e5',
  process: '8fe9a52de4bec34abf3c9ee840b6d038774e9e9177b23935cccfeafd36663db8',
  'ec2-instance-metadata': '8fe9a52de4bec34abf3c9ee840b6d038774e9e9177b23935cccfeafd36663db8',
  'ecs-container': 'a7bd82c6da58f97dfda1c6698c3121fd78b6ed5242ea4d2dd8ae3eeff45f2a5c',
  sso: 'c2789770319c9c717282d637800126b3a44119c55b013bc4747fca1d411f5efd',
  login: '5bf8eb4c8b39b2c9e6b79f396cc3036f4a590573701bbcb5873802f824c7ff42',
  'web-identity-file': 'a9a23d9712439ab63bed5aefac70143c1ad66fa65b54922254253abba1b5db28',
  'web-identity-env': 'a9a23d9712439ab63bed5aefac70143c1ad66fa65b54922254253abba1b5db28',
  'web-identity-process': 'a9a23d9712439ab63bed5aefac70143c1ad66fa65b54922254253abba1b5db28',
  'github-actions': 'e02e99881310cedfe849d06cacd4a32b9470838d866d481b0fc0199fd35a8cef',
  oidc: '16ed4e6262d58bca5501966f9b50d2347782231327e3d609c449b986b47152c4',
  'roles-anywhere': 'ec7481a71b5c9ab14689e126c1f904b05182eebf7c5f40555a0742edaae77873',
  cognito: '6bbd3d94dd9dd41ee33902f350571e0460ca0dc45ab77bbec3a5730c0cf81ada',
  saml: '700a6ecb8843286c5ec0a8f3039ec0515e5c666805ee4180d9f913e0b88fcfb6',
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
