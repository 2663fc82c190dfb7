import { expect, test } from 'vitest'
import { printable } from '../../src/core/printable.js'

test.each([
  ['an escape sequence', 'a\u001B[31mb', 'a [31mb'],
  ['a direction override', 'a\u202Eb', 'a b'],
  ['a space without width', 'dev\u200B', 'dev '],
  ['a soft hyphen', 'de\u00ADv', 'de v'],
  ['a byte order mark', '\uFEFFdev', ' dev'],
  ['a filler', 'dev\u3164', 'dev '],
  ['an invisible operator', 'de\u2062v', 'de v'],
  [
    'other scripts and joined emoji',
    '日本 ünï نمی\u200Cخواهم 👩\u200D💻',
    '日本 ünï نمی\u200Cخواهم 👩\u200D💻',
  ],
])('%s', (_what, text, shown) => {
  expect(printable(text)).toBe(shown)
})
