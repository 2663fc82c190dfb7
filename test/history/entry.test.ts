import { expect, test } from 'vitest'
import { entryOf, lineOf, type HistoryEntry } from '../../src/history/entry.js'

const ENTRY: HistoryEntry = {
  at: '2026-11-21T10:30:00Z',
  id: '0123456789',
  event: 'issued',
  profile: 'dev',
  command: 'exec',
  operation: 'AssumeRole',
  region: 'eu-west-1',
  pid: 812,
}

test('a line is ASCII, begins with its time, and is read as it was written', () => {
  const entry = { ...ENTRY, profile: 'bäck\n"\\\u001b\u202e😀', background: true as const }
  const line = lineOf(entry)
  expect(line).toMatch(/^\{"at":"2026-11-21T10:30:00Z","id":[ -~]*\}\n$/)
  expect(entryOf(line)).toEqual(entry)
})

test('a line has at most 4096 bytes, and says if values were cut', () => {
  const long = '😀'.repeat(5000)
  const names = [
    'profile',
    'stepProfile',
    'role',
    'sessionArn',
    'sessionName',
    'mfaSerial',
  ] as const
  for (const values of [['role'] as const, names]) {
    const line = lineOf({ ...ENTRY, ...Object.fromEntries(values.map((name) => [name, long])) })
    expect(line.length).toBeLessThanOrEqual(4096)
    const entry = entryOf(line)
    expect(entry).toMatchObject({ ...(values.length === 1 ? ENTRY : {}), cut: true })
    expect(long.startsWith(entry?.role ?? '-')).toBe(true)
  }
})

test.each([
  ['', 'an empty line'],
  ['{"at":"2026-11-21T10:30:00Z"}', 'one without the rest'],
  [lineOf(ENTRY).slice(0, -10), 'one that was cut'],
  [lineOf(ENTRY).replace('issued', 'forged'), 'another event'],
  [lineOf(ENTRY).replace('"dev"', '7'), 'a number for a name'],
  [lineOf(ENTRY).replace('2026-11-21', '2026-99-99'), 'an impossible time'],
])('%j is no entry: %s', (line) => {
  expect(entryOf(line)).toBeUndefined()
})
