import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { allSections, profileNamesIn } from '../../src/aws-files/grammar.js'

const header = fc.constantFrom(
  '[profile a]',
  '[profile a.b/c]',
  '[profile  two]',
  '[ profile three ]',
  '[profile "quoted name"]',
  "[profile 'x']",
  '[profile\tfive]',
  '[profile jürgen]',
  '  [profile indented]',
  '[profile b]#c',
  '[profile b] ; c',
  '[default]',
  '[profile default]',
  '[DEFAULT]',
  '[plain]',
  '[sso-session s]',
  '[services v]',
  '[profile open',
  '[]',
  '\uFEFF[profile first]',
)
const body = fc.constantFrom(
  '',
  'region = x',
  '  nested = [profile no]',
  '# [profile comment]',
  'key = [',
  '[',
)
const file = fc
  .array(fc.tuple(header, fc.array(body, { maxLength: 3 })), { maxLength: 8 })
  .chain((sections) =>
    fc
      .constantFrom('\n', '\r\n')
      .map((end) => sections.flatMap(([head, lines]) => [head, ...lines]).join(end)),
  )

test('names alone are the names of all sections that are profiles and begin with the prefix', () => {
  fc.assert(
    fc.property(
      file,
      fc.constantFrom('config' as const, 'credentials' as const),
      fc.constantFrom('', 'a', 'a.', 'b', 'default', 'quo', 'profile', '[', ' ', '\n['),
      (text, kind, prefix) => {
        const slow = allSections(text, kind)
          .filter(({ type, name }) => type === 'profile' && name.startsWith(prefix))
          .map(({ name }) => name)
        expect(profileNamesIn(text, kind, prefix)).toEqual(slow)
      },
    ),
    { numRuns: 2000 },
  )
})
