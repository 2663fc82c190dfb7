import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/core/plan.js'
import type { Step } from '../../src/core/step.js'
import type { Source, SourceKind } from '../../src/core/source.js'
import { cacheKeys, sourceKey } from '../../src/plan/cache-key.js'
import { TWO_IDENTITIES } from '../sources/two-identities.js'
import { MFA_SESSION, ROLE } from './two-steps.js'

/** Every key under which a session of this source may be cached. */
function keysOf(source: Source): string[] {
  const plan = (steps: Step[]): Pick<Plan, 'source' | 'steps'> => ({ source, steps })
  const ofSteps = [[ROLE], [MFA_SESSION], [MFA_SESSION, ROLE]].flatMap((steps) =>
    cacheKeys(plan(steps)),
  )
  const own = sourceKey(source)
  return own === undefined ? ofSteps : [...ofSteps, own]
}

const KINDS = Object.entries(TWO_IDENTITIES).flatMap(([kind, pairs]) =>
  pairs.map((pair, index) => [kind as SourceKind, index, pair] as const),
)

describe('two identities never share a key', () => {
  test.each(KINDS)('%s, way %i', (_kind, _way, pair) => {
    fc.assert(
      fc.property(pair as fc.Arbitrary<[Source, Source]>, ([one, other]) => {
        const [ofOne, ofOther] = [keysOf(one), keysOf(other)]
        expect(ofOne.length).toBeGreaterThan(0)
        expect(ofOne.filter((key) => ofOther.includes(key))).toEqual([])
      }),
    )
  })

  test('of two kinds neither', () => {
    const any = fc.oneof(...KINDS.map(([, , pair]) => pair as fc.Arbitrary<[Source, Source]>))
    fc.assert(
      fc.property(any, any, ([one], [other]) => {
        fc.pre(one.kind !== other.kind)
        // The same access key and the same token are the same identity, wherever they come from.
        fc.pre(!isSameIdentity(one, other))
        const ofOther = keysOf(other)
        expect(keysOf(one).filter((key) => ofOther.includes(key))).toEqual([])
      }),
    )
  })
})

function isSameIdentity(one: Source, other: Source): boolean {
  return JSON.stringify(evidenceIn(one)) === JSON.stringify(evidenceIn(other))
}

function evidenceIn(source: Source): unknown {
  if ('signer' in source) return source.signer
  if (source.kind === 'environment') return [source.accessKeyId, source.secretHash]
  return 'tokenHash' in source ? source.tokenHash : source
}
