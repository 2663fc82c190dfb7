import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.js'
import { GLOBAL_OPTIONS } from '../../src/cli/shared-options.js'
import type { CommandSpec } from '../../src/cli/spec.js'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')
const filesUnder = (folder: string, suffix: string): string[] =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix))
    .map((name) => folder + name)

const DOCUMENTS = ['README.md', 'SECURITY.md', 'CHANGELOG.md', ...filesUnder('docs/', '.md')]

/** Flags of other programs that a document names by themselves. */
const FOREIGN = ['--pinentry-mode', '--quick']

const FENCED = /^```.*\n([^]*?)^```$/gm

/** Lines of code blocks, and text in backticks. */
function codeIn(markdown: string): string[] {
  const rest = markdown.replace(FENCED, '')
  const blocks = [...markdown.matchAll(FENCED)].flatMap(([, block = '']) => block.split('\n'))
  const indented = rest.split('\n').filter((line) => line.startsWith('    '))
  const spans = [...rest.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return [...blocks, ...indented, ...spans]
}

/** The arguments of each `rolecall` on a line, up to another program's. */
function callsIn(code: string): string[][] {
  return [...code.matchAll(/(?<![\w/.-])rolecall ([^|;)"'`&#]*)/g)].map(([, words = '']) => {
    const all = words.split(/\s+/).filter(Boolean)
    const dashes = all.indexOf('--')
    return dashes < 0 ? all : all.slice(0, dashes)
  })
}

function flagsOf({ options }: CommandSpec): string[] {
  const flags = [...options, ...GLOBAL_OPTIONS].map(({ syntax }) => syntax.split(/[ ,]/)[0] ?? '')
  return [...flags, '--help']
}

const everyFlag = new Set(
  COMMANDS.flatMap((spec) => [spec, ...(spec.subcommands ?? [])]).flatMap(flagsOf),
)

test.each(DOCUMENTS)('%s names only existing commands and flags', (path) => {
  const code = codeIn(read(path))
  const unknown: string[] = []
  for (const [name = '', ...words] of code.flatMap(callsIn)) {
    if (/^(-|[A-Z])/.test(name)) continue
    const command = COMMANDS.find((spec) => spec.name === name)
    const sub = command?.subcommands?.find((spec) => spec.name === words[0])
    const flags = command ? flagsOf(sub ?? command) : []
    if (!command) unknown.push(`rolecall ${name}`)
    const given = words.filter((word) => /^--\w/.test(word)).map((word) => word.split('=')[0] ?? '')
    unknown.push(...given.filter((flag) => !flags.includes(flag)).map((flag) => `${name} ${flag}`))
  }
  const alone = code.flatMap((each) => /^--[\w-]+/.exec(each) ?? [])
  unknown.push(...alone.filter((flag) => !everyFlag.has(flag) && !FOREIGN.includes(flag)))
  expect(unknown).toEqual([])
})

/** Variables that rolecall sets for itself or for a shell. */
const INTERNAL = ['BACKGROUND', 'CHAIN', 'EXPIRES', 'PREVIOUS', 'PROMPT', 'REGION', 'SHELL']

test('the README names every variable that changes something, and no other', () => {
  const variablesIn = (text: string): string[] =>
    [...text.matchAll(/\bROLECALL_([A-Z_]+)\b/g)].map(([, name = '']) => name)
  const source = filesUnder('src/', '.ts').flatMap((path) => variablesIn(read(path)))
  const meant = new Set(source.filter((name) => !INTERNAL.includes(name)))
  expect([...new Set(variablesIn(read('README.md')))].sort()).toEqual([...meant].sort())
})
