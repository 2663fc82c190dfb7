import { expect, test } from 'vitest'
import { parseSettings, withSetting } from '../../src/settings/settings.js'

test('nothing said: prod is production', () => {
  const { production, plain, accounts } = parseSettings('')
  expect(production.test('my-PROD-x')).toBe(true)
  expect(production.test('dev')).toBe(false)
  expect({ plain, accounts: [...accounts] }).toEqual({ plain: false, accounts: [] })
})

test('what is said counts, comments do not', () => {
  const settings = parseSettings(
    '; a comment\nproduction = ^(live|prod)-\\d\nplain = true\n\n[accounts]\n012345678901 = acme\n',
  )
  expect(settings.production.test('live-1')).toBe(true)
  expect(settings.production.test('live-x')).toBe(false)
  expect(settings.plain).toBe(true)
  expect([...settings.accounts]).toEqual([['012345678901', 'acme']])
})

test('a wrong expression is named', () => {
  expect(() => parseSettings('production = (\n')).toThrow(
    'production = ( is not a valid regular expression',
  )
})

test('section names that mean something to JavaScript are harmless', () => {
  expect([...parseSettings('[__proto__]\nplain = true\n').accounts]).toEqual([])
  expect(parseSettings('[__proto__]\nplain = true\n').plain).toBe(false)
})

test.each([
  ['', 'pass', 'store = pass\n'],
  ['plain = true', 'pass', 'store = pass\nplain = true\n'],
  ['; mine\nstore=kernel\nplain = true\n', 'pass', 'store = pass\n; mine\nplain = true\n'],
  [
    '[accounts]\nstore = 012345678901\n',
    'pass',
    'store = pass\n[accounts]\nstore = 012345678901\n',
  ],
  ['store = pass\nplain = true\n', undefined, 'plain = true\n'],
])('in %j the store %s', (before, store, after) => {
  const text = withSetting(before, 'store', store)
  expect(text).toBe(after)
  expect(parseSettings(text).store).toBe(store)
})
