import { expect, test } from 'vitest'
import { EXIT_CODES } from '../../src/core/errors.js'
import { SETTING_NAMES } from '../../src/settings/setting-lines.js'
import { STATE_PATHS } from '../../src/system/state-paths.js'
import { fileAt, filesBelow, quoted, sectionOf, tableRows } from './markdown.js'
import { namesInCode } from './names-in-code.js'

/*
 * docs/configuration.md lists what the code reads, all of it and nothing else. The code is asked by
 * its syntax tree (names-in-code.ts), the page by its tables: the first column has the names.
 */

const { text } = fileAt('docs/configuration.md')
const code = namesInCode()
const ofLauncher = filesBelow('launcher/src', '.rs').flatMap(
  (file) => file.text.match(/\bROLECALL_[A-Z_]+\b/g) ?? [],
)

const firstColumn = (section: string): string[] =>
  tableRows(section).flatMap(([names]) => quoted(names))

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()

test('every key of a profile that the code reads is in the tables, and no other', () => {
  const documented = firstColumn(sectionOf(text, 'Profile keys'))
  expect(sorted(documented.map((key) => key.replace(/^rolecall_/, '')))).toEqual(
    sorted(code.profileKeys),
  )
})

test('every setting is in the table, and no other', () => {
  expect(sorted(firstColumn(sectionOf(text, 'Settings file')))).toEqual(sorted(code.settings))
  // What `doctor` takes for a setting.
  expect(sorted(SETTING_NAMES)).toEqual(sorted(code.settings))
})

test('every variable that the code reads, sets or unsets is in the tables, and no other', () => {
  const section = sectionOf(text, 'Environment variables')
  const ofLibraries = firstColumn(sectionOf(text, 'Read by libraries'))
  const documented = firstColumn(section).filter((name) => !ofLibraries.includes(name))
  // rolecall may read a variable of a library as well.
  const read = [...code.variables, ...ofLauncher].filter((name) => !ofLibraries.includes(name))
  expect(sorted(documented)).toEqual(sorted(read))
})

test('variables that libraries read occur in those libraries', () => {
  for (const [names, , reader] of tableRows(sectionOf(text, 'Read by libraries'))) {
    const [library] = quoted(reader)
    if (library === undefined) {
      expect(reader).toBe('Node')
      continue
    }
    const sources = filesBelow(`node_modules/${library}`, '.js', '.cjs').map((file) => file.text)
    for (const name of quoted(names)) {
      // proxy-from-env asks for `no_proxy` in both cases.
      const isThere = sources.some((source) => source.toLowerCase().includes(name.toLowerCase()))
      expect(isThere, `${name} in ${library}`).toBe(true)
    }
  }
})

/** Literal parts of paths outside the state folder, or below a name in the table. */
const ELSEWHERE = new Set([
  ...['sso', 'login', 'cache'],
  ...['.aws', 'AppData', 'Local', 'rolecall', 'Applications'],
  ...['Default', 'Preferences', 'header.json', 'settings.ini', 'compiled'],
  ...['.local/share/rolecall/rolecall', 'rolecall.cjs'],
  // Where aws-vault, granted and pass keep what is theirs.
  ...['.awsvault', '.granted', 'granted', 'config', 'secure-storage-aws-iam-credentials'],
  '.password-store',
  '.kube',
  // Where install.sh puts rolecall.
  '.local/bin',
  // Where rolecall's own launcher is.
  ...['bin', 'build', 'launcher', 'node_modules'],
])

test('every file and folder of the state folder is in the table, and no other', () => {
  const section = sectionOf(text, 'Files and folders')
  const documented = tableRows(section)
    .filter((row) => row.length === 3)
    .flatMap(([names]) => quoted(names))
  // The code takes the names from this object; a literal elsewhere would bypass the table.
  const literals = [...code.pathParts].filter((part) => !ELSEWHERE.has(part))
  expect(sorted(documented)).toEqual(sorted([...Object.values(STATE_PATHS), ...literals]))
})

test('the settings file and the compile cache have the names on the page', () => {
  const section = sectionOf(text, 'Files and folders')
  for (const name of ['settings.ini', 'compiled']) {
    expect(code.pathParts).toContain(name)
    expect(section).toContain(name)
  }
})

test('the exit statuses are those of the errors, and 0', () => {
  const documented = tableRows(sectionOf(text, 'Exit statuses')).map(([status]) => Number(status))
  const statuses = new Set([0, ...Object.values(EXIT_CODES)])
  expect(documented).toEqual([...statuses].sort((one, other) => one - other))
})

test('every key, setting and variable has a meaning', () => {
  for (const title of ['Profile keys', 'Settings file', 'Environment variables']) {
    for (const [name, meaning = ''] of tableRows(sectionOf(text, title))) {
      expect(meaning.split(' ').length, name).toBeGreaterThan(1)
    }
  }
})
