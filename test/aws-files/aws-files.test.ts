import { describe, expect, test } from 'vitest'
import { parseAwsFiles } from '../../src/aws-files/aws-files.js'
import { findSections } from '../../src/aws-files/grammar.js'
import { propertiesOf } from '../../src/aws-files/properties.js'

/** Profiles as plain objects, null-prototyped, so that `__proto__` shows as what it is. */
function read(config: string, credentials = ''): Record<string, Record<string, string>> {
  const files = parseAwsFiles(
    { path: 'config', text: config },
    { path: 'credentials', text: credentials },
  )
  const entries = files.profileNames().map((name) => {
    const keys = [...(files.profile(name) ?? [])].map(([key, { value }]) => [key, value] as const)
    return [name, Object.fromEntries(keys)] as const
  })
  return Object.assign(
    Object.create(null) as Record<string, Record<string, string>>,
    Object.fromEntries(entries),
  )
}

test.each([
  [`sh -c "echo '; #'"`, `sh -c "echo '; #'"`],
  [`sh -c "echo '; #'" # why`, `sh -c "echo '; #'"`],
  [`printf '%s' '{"a": 1 } #; x' ; why`, `printf '%s' '{"a": 1 } #; x'`],
  [`tool "say \\" # twice" --x`, `tool "say \\" # twice" --x`],
  ['tool --a#b c;d', 'tool --a#b c;d'],
  ['tool # why "not', 'tool'],
  ["tool it's # why", "tool it's"],
])('a quoted # or ; belongs to a command: %s', (written, read_) => {
  for (const key of ['credential_process', 'mfa_process', 'rolecall_saml_assertion_process']) {
    expect(read(`[profile a]\n${key} = ${written}\nregion = x\n`)['a']).toEqual({
      [key]: read_,
      region: 'x',
    })
  }
  const other = read(`[profile a]\nexternal_id = "a # b"\n`)['a']
  expect(other).toEqual({ external_id: '"a' })
})

describe('headers of the config file', () => {
  test.each([
    ['[profile a.b]', 'a.b'],
    ['[profile "a b"]', 'a b'],
    ["[profile 'cd']", 'cd'],
    ['[profile  two]', 'two'],
    ['[ profile three ]', 'three'],
    ['[profile\tfive]', 'five'],
    ['[profile jürgen]', 'jürgen'],
    ['[profile.foo]', 'foo'],
    ['[profile b]#c', 'b'],
    ['[profile b] # c', 'b'],
    ['[profile b] ; see [1]', 'b'],
    ['  [profile b]', 'b'],
    ['[profile "x"]', 'x'],
    ['[profile user@example.com/team:a+b%]', 'user@example.com/team:a+b%'],
    ['[profile default]', 'default'],
    ['[default]', 'default'],
    ['[ default ]', 'default'],
    ['\uFEFF[profile bom]', 'bom'],
    ['[profile __proto__]', '__proto__'],
    ['[profile constructor]', 'constructor'],
  ])('%j names profile %j', (header, name) => {
    const files = parseAwsFiles(
      { path: '', text: `${header}\nregion = x\n` },
      { path: '', text: '' },
    )
    expect(files.profileNames()).toEqual([name])
    expect(files.profile(name)?.get('region')?.value).toBe('x')
  })

  test.each([
    ...['[DEFAULT]', '[foo]', '[plugins]', '[profile]', '[profile ]', '[]', '[profilex]'],
    ...['[profile a b]', "[profile o'brien]", '[profile "a]', '[profile "a" "b"]'],
  ])('%j names no profile', (header) => {
    expect(read(`${header}\nregion = x\n`)).toEqual({})
  })

  test('a header without its bracket takes its keys away from the profile above', () => {
    expect(read('[profile a]\nregion = x\n[profile b\nregion = y\n')).toEqual({
      a: { region: 'x' },
    })
  })

  test('[DEFAULT] does not leak into profiles', () => {
    expect(read('[DEFAULT]\nregion = x\n[profile a]\noutput = json\n')).toEqual({
      a: { output: 'json' },
    })
  })

  test.each([
    '[default]\na = 1\nb = 1\n[profile default]\na = 2\n',
    '[profile default]\na = 2\n[default]\na = 1\nb = 1\n',
  ])('[profile default] replaces [default] in any order: %j', (text) => {
    expect(read(text)).toEqual({ default: { a: '2' } })
  })
})

describe('headers of the credentials file', () => {
  test.each([
    ['[my name]', 'my name'],
    ['[my long name]', 'my long name'],
    ['[jürgen]', 'jürgen'],
    ['[profile foo]', 'profile foo'],
    ['[default]', 'default'],
    ['["q"]', '"q"'],
    ['[ padded ]', 'padded'],
    ['[constructor]', 'constructor'],
  ])('%j names %j', (header, name) => {
    expect(read('', `${header}\naws_access_key_id = x\n`)).toEqual({
      [name]: { aws_access_key_id: 'x' },
    })
  })
})

describe('properties', () => {
  test.each([
    ['region = x # c', { region: 'x' }],
    ['region = x\t; c', { region: 'x' }],
    ['region = x #', { region: 'x' }],
    ['b = y#z', { b: 'y#z' }],
    ['u = https://x/start#/', { u: 'https://x/start#/' }],
    ['p = "a #b"', { p: '"a' }],
    ['# region = x', {}],
    ['  ; region = x', {}],
    ['region: x', { region: 'x' }],
    ['region=x', { region: 'x' }],
    ['region   =   x   ', { region: 'x' }],
    ['a = b=c:d', { a: 'b=c:d' }],
    ['q = "v"', { q: '"v"' }],
    ['Region = x', { region: 'x' }],
    ['bare', {}],
    ['= x', {}],
    ['empty =', {}],
    ['a = 1\na = 2', { a: '2' }],
    ['a = 1\na =', { a: '1' }],
    ['a = 1\r\nb = 2\r', { a: '1', b: '2' }],
    ['a = one\n  two\n  three', { a: 'one\ntwo\nthree' }],
    ['a = one\n  c = d', { a: 'one', c: 'd' }],
    ['a = one\n\tc = d\n  two\ne = 1\n  2', { a: 'one', c: 'd', e: '1\n2' }],
    ['  a = 1\n  b = 2', { a: '1', b: '2' }],
    ['  empty =\n  b = 2', { b: '2' }],
    ['s3 =\n  region = x\n  a:B = 3\nb = 2', { 's3.region': 'x', 's3.a:B': '3', b: '2' }],
    ['s3 =\n\tregion = x\n\n\ta = b', { 's3.region': 'x', 's3.a': 'b' }],
    ['__proto__ = x', { ['__proto__']: 'x' }],
    ['constructor = x', { constructor: 'x' }],
  ])('%j', (body, expected) => {
    const files = parseAwsFiles(
      { path: '', text: `[profile a]\n${body}\n` },
      { path: '', text: '' },
    )
    const keys = [...(files.profile('a') ?? [])].map(([key, { value }]) => [key, value])
    expect(keys).toEqual(Object.entries(expected))
  })

  test('keys before any section are nobody’s', () => {
    expect(read('region = x\n[profile a]\noutput = json\n')).toEqual({ a: { output: 'json' } })
  })

  test('sections of one name are merged, the last key wins', () => {
    expect(read('[profile a]\nx = 1\ny = 1\n[profile b]\n[profile "a"]\nx = 2\n')).toEqual({
      a: { x: '2', y: '1' },
      b: {},
    })
  })

  test('a file without a line break at its end, and an empty one', () => {
    expect(read('[profile a]\nx = 1')).toEqual({ a: { x: '1' } })
    expect(read('[profile a]')).toEqual({ a: {} })
    expect(read('')).toEqual({})
  })
})

test('the credentials file wins key by key, and each value knows its file', () => {
  const files = parseAwsFiles(
    { path: '/c', text: '[profile a]\naws_access_key_id = C\nregion = x\n' },
    { path: '/k', text: '[a]\naws_access_key_id = K\n' },
  )
  expect(files.profile('a')).toEqual(
    new Map([
      ['aws_access_key_id', { value: 'K', path: '/k' }],
      ['region', { value: 'x', path: '/c' }],
    ]),
  )
  expect(files.profile('b')).toBeUndefined()
  expect(files.profile('')).toBeUndefined()
})

test('a name that stands in values and in other names is found where it is a header', () => {
  const text =
    '[profile base-1]\nsource_profile = base\n[profile base]\nregion = x\n[profile xbase]\n'
  expect(read(text).base).toEqual({ region: 'x' })
})

test('sso-session and services sections', () => {
  const files = parseAwsFiles(
    {
      path: '/c',
      text: '[sso-session corp]\nsso_region = x\n[services corp]\nsts =\n  endpoint_url = http://y\n[profile corp]\na = b\n',
    },
    { path: '/k', text: '' },
  )
  expect(files.section('sso-session', 'corp')?.get('sso_region')?.value).toBe('x')
  expect(files.section('services', 'corp')?.get('sts.endpoint_url')?.value).toBe('http://y')
  expect(files.section('services', 'other')).toBeUndefined()
  expect(files.profileNames()).toEqual(['corp'])
})

test('positions cut the text where an editor would', () => {
  const text = '# top\r\n[profile a] # one\r\n  region = x # why\r\n\r\n[profile b]\r\nk = v'
  const [a] = findSections(text, 'config', 'profile', 'a')
  const [b] = findSections(text, 'config', 'profile', 'b')
  if (!a || !b) throw new Error('sections not found')
  expect(text.slice(a.start, a.body)).toBe('[profile a] # one\r\n')
  expect(text.slice(a.start, a.end) + text.slice(b.start, b.end)).toBe(text.slice(7))
  const [region] = propertiesOf(text, a)
  const [k] = propertiesOf(text, b)
  expect(text.slice(region?.start, region?.end)).toBe('  region = x # why')
  expect(text.slice(k?.start, k?.end)).toBe('k = v')
})
