import fc from 'fast-check'

const name = fc.constantFrom(
  'dev',
  'base',
  'a.b',
  'x_1',
  'me@x.io',
  'a/b',
  'long name',
  'default',
  'constructor',
)
/** Parsers differ in how they merge `[default]` and `[profile default]`, so only one is written. */
const prefixed = name.filter((n) => n !== 'default')
const blanks = fc.constantFrom('', ' ', '  ', '\t')
const header = fc.oneof(
  { weight: 6, arbitrary: name.map((n) => (n === 'default' ? '[default]' : `[profile ${n}]`)) },
  prefixed.map((n) => `[profile "${n}"]`),
  prefixed.map((n) => `[profile '${n}']`),
  fc.tuple(blanks, prefixed).map(([b, n]) => `[profile${b}${n}] # note`),
  name.map((n) => `[${n}]`),
  name.map((n) => `[sso-session ${n}]`),
)
const key = fc.constantFrom('region', 'role_arn', 'source_profile', 'Output', 's3', 'x-y', 'k_1')
const value = fc.constantFrom(
  ...[
    'x',
    '',
    'a b',
    'y#z',
    'y #z',
    'a;b',
    'a=b',
    'a:b',
    '"q"',
    "'q q'",
    'arn:aws:iam::1:role/r',
    'ü',
    '%d',
    '$HOME',
    '[x]',
  ],
)
const property = fc
  .tuple(blanks, key, blanks, fc.constantFrom('=', '=', '=', ':'), blanks, value)
  .map((parts) => parts.join(''))
const noise = fc.constantFrom('', '# c', '; c', '  # c', '  continued', '  a = b', '\tsub = x #y')
const section = (head: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      head,
      fc.uniqueArray(property, {
        maxLength: 4,
        selector: (line) => line.trim().slice(0, 3).toLowerCase(),
      }),
      fc.array(noise, { maxLength: 2 }),
    )
    .map(([first, properties, rest]) => [first, ...properties, ...rest].join('\n'))
const file = (head: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.uniqueArray(section(head), { maxLength: 4, selector: (text) => text.split('\n')[0] }),
      fc.constantFrom('\n', '\r\n'),
    )
    .map(([sections, eol]) => `${sections.join('\n')}\n`.replaceAll('\n', eol))
/** The config and credentials files, with the syntax that people and programs write. */
export const awsFilePair = fc.record({
  config: file(header),
  credentials: file(name.map((n) => `[${n}]`)),
})
