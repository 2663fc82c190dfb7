import { expect, test } from 'vitest'
import { nearest } from '../../src/core/did-you-mean.js'

test.each([
  ['a letter replaced', 'dav', ['dev']],
  ['a letter missing', 'stging', ['staging']],
  ['a letter too many', 'deev', ['dev']],
  ['two neighbours swapped', 'dve', ['dev']],
  ['two neighbours swapped and a letter missing', 'satgng', ['staging']],
  ['another case', 'DEV', ['dev']],
  ['more than a third of the name', 'dxx', []],
  ['two swaps in a short name', 'edv-', []],
  ['the start of a name', 'prod', ['production']],
  ['one letter', 'p', []],
])('%s: %s', (_, name, expected) => {
  expect(nearest(name, ['dev', 'staging', 'production'])).toEqual(expected)
})

test('the nearest first, and at most three', () => {
  expect(nearest('profile', ['profiles', 'profi', 'profile', 'profilex', 'profily'])).toEqual([
    'profile',
    'profiles',
    'profilex',
  ])
})
