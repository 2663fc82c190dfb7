import fc from 'fast-check'
import type { EmitInput } from '../../src/emit/variables.js'

/**
 * Each would do harm, or not survive, in some shell without the right escape. Executed, the first
 * ones leave a file.
 */
export const HOSTILE: readonly string[] = [
  '$(touch pwned)',
  "'; touch pwned; '",
  '"; touch pwned; "',
  '`touch pwned`',
  "'\\''; touch pwned; #",
  '; touch pwned',
  '&& touch pwned',
  '| touch pwned',
  '> pwned',
  '${PATH:-x}',
  '$HOME',
  '(touch pwned)',
  '\\',
  'ends in a backslash\\',
  "\\'",
  "'",
  "''",
  '"',
  '!history!',
  '!!',
  '%PATH%',
  '^caret^',
  '-leading-dash',
  '--',
  ' spaces  inside and around ',
  '~',
  '*',
  '{a,b}',
  '# no comment',
  '=ls',
  'abc/+=def==',
  'naïve',
  '‘typographic’',
  'Ñ',
  '日本語',
  '🔑👩‍💻',
  '\u2028',
]

const printableText = fc
  .oneof(
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 4 })
        .map((parts) => parts.join('')),
    },
  )
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text))

/**
 * Any printable text wherever a value can stand; temporary and long-term, with a region and
 * without.
 */
export const emissions: fc.Arbitrary<EmitInput> = fc.record(
  {
    credentials: fc.record(
      {
        accessKeyId: printableText,
        secretAccessKey: printableText,
        sessionToken: printableText,
        expiration: fc.constant('2026-11-21T10:30:00Z'),
        accountId: fc.constant('123456789012'),
      },
      { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
    ),
    profile: printableText,
    region: printableText,
  },
  { requiredKeys: ['credentials', 'profile'] },
)

/** The same hostile text in every place at once. */
export function emissionOf(text: string): EmitInput {
  return {
    credentials: { accessKeyId: text, secretAccessKey: text, sessionToken: text },
    profile: text,
    region: text,
  }
}

export const TEMPORARY: EmitInput = {
  credentials: {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'secret/+=',
    sessionToken: 'token==',
    expiration: '2026-11-21T10:30:00Z',
    accountId: '123456789012',
  },
  profile: 'dev',
  region: 'eu-west-1',
}

export const LONG_TERM: EmitInput = {
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
  profile: 'base',
}
