import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.js'
import { GLOBAL_OPTIONS } from '../../src/cli/option-specs.js'
import type { CommandSpec } from '../../src/cli/command-spec.js'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')
const filesUnder = (folder: string, suffix: string): string[] =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix))
    .map((name) => folder + name)

const DOCUMENTS = [
  ...['README.md', 'SECURITY.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ...filesUnder('docs/', '.md'),
]

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

const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\bROLECALL_([A-Z_]+)\b/g)].map(([, name = '']) => name)

/** That docs/configuration.md names all of them is checked in test/docs. */
test.each(DOCUMENTS)('%s names variables that there are', (path) => {
  const known = new Set(filesUnder('src/', '.ts').flatMap((file) => variablesIn(read(file))))
  expect(variablesIn(read(path)).filter((name) => !known.has(name))).toEqual([])
})

test.each(DOCUMENTS)('%s links to files and headings that there are', (path) => {
  const links = [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)|(?:srcset|src)="([^"]+)"/g)]
    .map(([, inText, inPicture]) => inText ?? inPicture ?? '')
    .filter((link) => !/^https?:/.test(link))
  const dead = links.filter((link) => {
    const [file = '', heading] = link.split('#')
    const target = file === '' ? path : posix.join(posix.dirname(path), file)
    if (!existsSync(new URL(target, ROOT))) return true
    return heading !== undefined && !headingsOf(read(target)).includes(heading)
  })
  expect(dead).toEqual([])
})

test.each(DOCUMENTS)('%s names files that there are', (path) => {
  const spans = [...read(path).matchAll(/`((?:src|test|bin|scripts|docs)\/[\w./-]*)`/g)]
  const named = spans.map(([, file = '']) => file)
  expect(named.filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([])
})

const withoutCode = (markdown: string): string =>
  markdown.replace(FENCED, '').replace(/^ {4}.*$/gm, '')

/** Anchors as GitHub makes them. */
function headingsOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  )
}
