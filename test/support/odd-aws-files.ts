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

const words = fc.constantFrom(
  'dev',
  'base',
  'a.b',
  'x_1',
  'me@x.io',
  'a/b',
  'Dev',
  'default',
  'a:b+c',
)
const gap = fc.constantFrom(' ', ' ', ' ', '  ', '\t', '')
const tail = fc.constantFrom('', '', '', '', ' # note', ' ; note', ' ', '#note')
const handwrittenHeader = fc
  .tuple(
    fc.constantFrom('profile', 'profile', 'profile', '', 'sso-session', 'services'),
    gap,
    fc.constantFrom('', '', '', '"', "'"),
    words,
    tail,
  )
  // Parsers differ in how they merge `[default]` and `[profile default]`.
  .filter(([type, , , word]) => type !== 'profile' || word !== 'default')
  .map(([type, blank, quote, word, note]) =>
    ['[', type, type && blank, quote, word, quote, ']', note].join(''),
  )
const bareHeader = fc.tuple(words, tail).map(([word, note]) => `[${word}]${note}`)
const keyName = fc.constantFrom(
  ...['region', 'role_arn', 'source_profile', 'output', 's3', 'sts', 'endpoint_url', 'x-y', 'k.1'],
)
const assignment = fc
  .tuple(
    fc.constantFrom('', '', '', '', '', ' ', '  ', '\t'),
    keyName,
    fc.constantFrom(' = ', ' = ', '=', ' =', '= ', '\t=\t'),
    value,
    tail,
  )
  .map((parts) => parts.join(''))
const oddLine = fc.constantFrom(
  ...['', ' ', '# c', '; c', '  # c', '  continued', ' -x', 'bare', '= v', '[', ']', '[]', '  [x]'],
)
const handwrittenFile = (head: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('', '', '', '', '', '', '', '\ufeff'),
      fc.array(
        fc.oneof(
          { weight: 5, arbitrary: head },
          { weight: 9, arbitrary: assignment },
          { weight: 1, arbitrary: oddLine },
        ),
        { maxLength: 9 },
      ),
      head,
      fc.constantFrom('\n', '\n', '\r\n'),
      fc.constantFrom('', '\n'),
    )
    .map(([mark, lines, first, eol, end]) => mark + [first, ...lines].join(eol) + end)

/**
 * The two files with the lines in any order: sections and keys that occur twice, lines that
 * continue a value, blocks, and lines that mean nothing.
 */
export const scrambledAwsFilePair = fc.record({
  config: handwrittenFile(handwrittenHeader),
  credentials: handwrittenFile(bareHeader),
})

const INDENTS = ['', ' ', '  ', '    ', '\t', '\t\t', ' \t', '\t ', '   ']
const indentedKeys = [
  ...['region', 'output', 's3', 'role_arn', 'k_1', 'credential_process', '--x', 'a b', 'sts', 'X'],
]
const indentedValues = ['x', 'x', 'y', 'y', '', '', '', 'a=b', 'a:b', '# c', 'y # c', '[x]']
const rest = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(
        fc.constantFrom(' = ', ' = ', ' = ', '=', ' =', ':', ' : '),
        fc.constantFrom(...indentedValues),
        fc.constantFrom('', '', '', ' ', '\t'),
      )
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.constantFrom('', ' -f') },
)
/** A line of a section, without its key: one that has another key or none. */
const otherLine = fc.constantFrom(
  ...['region = z', 's3 = z', 'k_1 =', '# c', '; c', '# a = b', '', '', '--y=z', '[profile in]'],
)
/** The lines of one section, of which the indents are few, so that lines often share one. */
const indentedSection = fc
  .tuple(
    fc.constantFrom('', '', '', ' ', '\t'),
    fc.constantFrom('dev', 'base', 'a.b'),
    fc.constantFrom('', '', '', ' # note', ' trailing', ' ', '; note', ' [x]', ']'),
    fc.subarray(INDENTS, { minLength: 1, maxLength: 3 }),
    fc.shuffledSubarray(indentedKeys, { minLength: 1, maxLength: 7 }),
    fc.array(fc.tuple(fc.nat(2), rest, fc.option(otherLine, { freq: 4 })), {
      minLength: 7,
      maxLength: 7,
    }),
  )
  .map(([indent, name, trailing, indents, keys, lines]) => ({
    name,
    indent,
    // Nobody writes an indented header with something behind it.
    trailing: indent === '' ? trailing : '',
    lines: keys.map((key, index) => {
      const [at = 0, text = '', other = null] = lines[index] ?? []
      return (indents[at % indents.length] ?? '') + (other ?? key + text)
    }),
  }))
const indentedFile = (type: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.uniqueArray(indentedSection, {
        minLength: 1,
        maxLength: 3,
        selector: ({ name: unique }) => unique,
      }),
      fc.constantFrom('\n', '\n', '\r\n'),
      fc.constantFrom('', '\n'),
    )
    .map(([sections, eol, end]) => {
      const texts = sections.map((one) =>
        [`${one.indent}[${type}${one.name}]${one.trailing}`, ...one.lines].join(eol),
      )
      return texts.join(eol) + end
    })
/** The two files with lines indented in every way: by blanks and tabs, all of a section or few. */
export const indentedAwsFilePair = fc.record({
  config: indentedFile('profile '),
  credentials: indentedFile(''),
})
