import { expect, test } from 'vitest'
import { humanDuration, parseDuration } from '../../../src/core/time/duration.js'

test.each([
  ['3600', 3600],
  ['0', 0],
  ['90s', 90],
  ['90m', 5400],
  ['1h30m', 5400],
  ['1d', 86_400],
  ['', undefined],
  ['1.5h', undefined],
  ['-1', undefined],
  ['1h30', undefined],
  ['h', undefined],
  ['1 h', undefined],
  ['12345678', undefined],
])('%j is %s seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each([
  [-5, '0 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [3599, '59 min'],
  [3600, '1 h'],
  [12_060, '3 h 21 min'],
])('%d seconds are %s', (seconds, words) => {
  expect(humanDuration(seconds)).toBe(words)
})
