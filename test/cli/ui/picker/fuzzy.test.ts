import { expect, test } from 'vitest'
import { fuzzyMatch, termsOf } from '../../../../src/cli/ui/picker/fuzzy.js'

const scoreOf = (typed: string, text: string): number =>
  fuzzyMatch(termsOf(typed), text)?.score ?? -Infinity

test.each([
  ['', 'anything', []],
  ['prod', 'acme-prod', [5, 6, 7, 8]],
  ['PROD', 'acme-prod', [5, 6, 7, 8]],
  ['prod acme', 'acme-prod', [5, 6, 7, 8, 0, 1, 2, 3]],
  ['apd', 'acme-prod', [0, 5, 8]],
  // The second place begins a word.
  ['od', 'prod-od', [5, 6]],
  // Of several ways to the same end, the shortest.
  ['ab', 'axxa-xb', [3, 6]],
])('%j in %j is at %j', (typed, text, positions) => {
  expect(fuzzyMatch(termsOf(typed), text)?.positions).toEqual(positions)
})

test.each([
  ['x', 'prod'],
  ['dorp', 'prod'],
  ['prod dev', 'prod'],
])('%j is not in %j', (typed, text) => {
  expect(fuzzyMatch(termsOf(typed), text)).toBeUndefined()
})

test('letter by letter only near the start', () => {
  expect(fuzzyMatch(['dn'], 'dev admin', 3)).toBeUndefined()
  expect(fuzzyMatch(['min'], 'dev admin', 3)?.positions).toEqual([6, 7, 8])
})

test.each([
  ['dev', 'dev-one', 'my-dev'],
  ['dev', 'my-dev', 'mydev'],
  ['dev', 'mydev', 'd-e-v'],
  ['ab', 'a-b', 'a----b'],
])('for %j, %j is better than %j', (typed, better, worse) => {
  expect(scoreOf(typed, better)).toBeGreaterThan(scoreOf(typed, worse))
})
