import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAwsFiles } from '../../src/aws-files/aws-files.js'
import { editProfile, type Changes } from '../../src/aws-files/edit.js'
import { awsFilePair } from '../support/odd-aws-files.js'

const keysOf = (config: string, name: string) =>
  parseAwsFiles({ path: '', text: config }, { path: '', text: '' }).profile(name)
const edit = (text: string, changes: Changes): string => editProfile(text, 'config', 'dev', changes)

test.each([
  [
    'in place',
    '[profile dev]\n  Region  :  a  # why\nx = 1\n',
    '[profile dev]\n  Region  :  b  # why\nx = 1\n',
  ],
  [
    'the last of a repeated key',
    '[profile dev]\nregion=a\nregion=a2\n',
    '[profile dev]\nregion=a\nregion=b\n',
  ],
  [
    'without a value so far',
    '[profile dev]\r\nregion = # none\r\n',
    '[profile dev]\r\nregion = b # none\r\n',
  ],
  [
    'added behind the last key',
    '[profile dev]\n  x = 1\n    more\n\n# next\n[a]\n',
    '[profile dev]\n  x = 1\n    more\n  region = b\n\n# next\n[a]\n',
  ],
  [
    'added with the line breaks there',
    '[profile dev]\r\nx = 1',
    '[profile dev]\r\nx = 1\r\nregion = b',
  ],
  ['added below a header', '[profile dev]', '[profile dev]\nregion = b'],
  ['in a new section', '[profile a]\nx = 1', '[profile a]\nx = 1\n\n[profile dev]\nregion = b\n'],
  ['in a new file', '', '[profile dev]\nregion = b\n'],
])('a key is set: %s', (_, before, after) => {
  expect(edit(before, { region: 'b' })).toBe(after)
})

test('a key is removed wherever it stands', () => {
  const text =
    '[profile dev]\nregion = a\nx = 1\n[profile b]\nregion = a\n[profile "dev"]\nRegion: c\n'
  expect(edit(text, { region: undefined })).toBe(
    '[profile dev]\nx = 1\n[profile b]\nregion = a\n[profile "dev"]\n',
  )
})

test('a key with lines of its own is refused', () => {
  expect(() => edit('[profile dev]\ns3 =\n  a = b\n', { s3: 'x' })).toThrow(
    'lines indented below it',
  )
  expect(() => edit('[profile dev]\nregion = a\n  b\n', { region: undefined })).toThrow(
    'lines indented below it',
  )
})

test.each(['', ' a', 'a\nb', 'a\rb', 'a\u0000', '#a', 'a ;b', '"a"', "'a b'"])(
  'the value %j is refused',
  (value) => {
    expect(() => edit('', { region: value })).toThrow('region cannot be written')
  },
)

test.each(['a b', 'jürgen', 'a]', '__proto__', ''])(
  'no profile is added by the name %j',
  (name) => {
    expect(() => editProfile('', 'config', name, { region: 'b' })).toThrow(
      'some SDKs would not find',
    )
  },
)

const CHANGES = [
  { region: 'eu-west-9' },
  { role_arn: 'arn:aws:iam::222222222222:role/new', source_profile: 'fresh' },
  { new_key: 'a b', region: undefined },
] as const

// The program that runs botocore is started by POSIX means.
test.skipIf(process.platform === 'win32')(
  'whatever is in the file: the key reads back here and in botocore, every other line is as it was',
  () => {
    const edits: { before: string; after: string; name: string; changes: Changes }[] = []
    const sample = fc.tuple(
      awsFilePair,
      fc.constantFrom('dev', 'a.b', 'x_1', 'default'),
      fc.constantFrom(...CHANGES),
    )
    for (const [{ config: before }, name, changes] of fc.sample(sample, {
      numRuns: 400,
      seed: 1,
    })) {
      let after: string
      try {
        after = editProfile(before, 'config', name, changes)
      } catch (error) {
        expect(String(error)).toContain('lines indented below it')
        continue
      }
      edits.push({ before, after, name, changes })
      const [old, now] = [keysOf(before, name), keysOf(after, name)]
      for (const [key, value] of Object.entries(changes)) expect(now?.get(key)?.value).toBe(value)
      for (const [key, { value }] of old ?? []) {
        if (!(key in changes)) expect(now?.get(key)?.value, `${key} in ${after}`).toBe(value)
      }
      const touched = new RegExp(`^\\s*(${Object.keys(changes).join('|')})\\s*[=:]`, 'i')
      const others = (text: string): string[] =>
        text.split('\n').filter((line) => !touched.test(line))
      if (old) expect(others(after)).toEqual(others(before))
      else expect(after.startsWith(before)).toBe(true)
    }
    expect(edits.length).toBeGreaterThan(250)
    const readings = readByBotocore(edits.flatMap(({ before, after }) => [before, after]))
    let compared = 0
    edits.forEach(({ name, changes, after }, index) => {
      const [old, now] = [readings[2 * index], readings[2 * index + 1]]
      if (!old) return
      expect(now, after).not.toBeNull()
      for (const [key, value] of Object.entries(changes)) {
        const read = now?.[name]?.[key]
        // A comment behind the value is part of it to botocore.
        if (value !== undefined && read !== undefined)
          expect(read.startsWith(value), after).toBe(true)
        compared += Number(value !== undefined && read === value)
      }
      for (const [key, value] of Object.entries(old[name] ?? {})) {
        // A line that is a property to us may be the continuation of another one to botocore.
        if (!(key in changes) && !value.includes('\n'))
          expect(now?.[name]?.[key], after).toBe(value)
      }
    })
    expect(compared).toBeGreaterThan(150)
  },
)

type Profiles = Record<string, Record<string, string> | undefined>

function readByBotocore(texts: readonly string[]): (Profiles | null)[] {
  const script = join(import.meta.dirname, '../contracts/botocore-config.py')
  const input = JSON.stringify(texts.map((config) => ({ config, credentials: '' })))
  const options = { input, encoding: 'utf8' as const, maxBuffer: 1 << 26 }
  const { stdout, stderr } = spawnSync('python3', [script], options)
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as { config: Profiles | null }[]).map(({ config }) => config)
}
