import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.js'
import { GLOBAL_OPTIONS } from '../../src/cli/option-specs.js'
import type { CommandSpec, OptionSpec } from '../../src/cli/command-spec.js'
import { documents, fileAt, filesBelow } from './markdown.js'

/*
 * Commands, flags and variables of rolecall that a page names must exist. configuration.test.ts
 * checks that docs/configuration.md names all variables.
 */

const pages = [...documents(), fileAt('CHANGELOG.md')].map(
  ({ path, text }) => [path, text] as const,
)

/** Flags of other programs. The paragraph, or the table row, must name the program. */
const FOREIGN_FLAGS: Readonly<Record<string, RegExp>> = {
  '--batch': /GnuPG/,
  '--pinentry-mode': /GnuPG/,
  '--no-tty': /GnuPG/,
  '--ec2-server': /aws-vault/,
  '--ecs-server': /aws-vault/,
  '--use-system-ca': /\bNode\b/,
  '--jobserver-auth': /\bmake\b/,
  '--quick': /npm run bench/,
}

const FENCED = /^```(.*)\n([^]*?)^```$/gm

interface Code {
  code: string
  /** The paragraph or the table row that contains it. */
  around: string
}

/** Lines of code blocks, with continued lines joined, and text in backquotes. */
function codeIn(markdown: string): Code[] {
  const text = markdown.replace(/ \\\n\s*/g, ' ')
  const prose = text.replace(FENCED, '')
  const fenced = [...text.matchAll(FENCED)].flatMap(([, language, block = '']) => {
    const lines = block.split('\n')
    // The other lines of a session are output.
    return language === 'console' ? lines.filter((line) => line.startsWith('$ ')) : lines
  })
  const indented = prose.split('\n').filter((line) => line.startsWith('    '))
  const spans = prose
    .split(/\n\s*\n|\n(?=\|)/)
    .flatMap((around) =>
      [...around.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => ({ code, around })),
    )
  return [...[...fenced, ...indented].map((code) => ({ code, around: code })), ...spans]
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

/** Placeholders for a command: `rolecall COMMAND`, `rolecall …`. */
const PLACEHOLDER = /^[A-Z…]/

function unknownInCall([name = '', ...words]: readonly string[]): string[] {
  if (name.startsWith('-') || PLACEHOLDER.test(name)) return []
  const command = COMMANDS.find((spec) => spec.name === name)
  if (!command) return [`rolecall ${name}`]
  const flags = flagsOf(command.subcommands?.find((spec) => spec.name === words[0]) ?? command)
  const given = words.filter((word) => /^--\w/.test(word)).map((word) => word.split('=')[0] ?? '')
  return given.filter((flag) => !flags.includes(flag)).map((flag) => `${name} ${flag}`)
}

/** A flag that is named by itself. */
function unknownFlag({ code, around }: Code): string[] {
  const [flag] = /^--[a-z][\w-]*/.exec(code) ?? []
  const isKnown = !flag || everyFlag.has(flag) || FOREIGN_FLAGS[flag]?.test(around)
  return isKnown ? [] : [flag]
}

test.each(pages)('%s names only existing commands and flags', (_, text) => {
  const code = codeIn(text)
  const calls = code.flatMap((each) => callsIn(each.code))
  expect([...calls.flatMap(unknownInCall), ...code.flatMap(unknownFlag)]).toEqual([])
})

/** The help puts the values of an option in brackets behind its description. */
test('the help of no option has two brackets in a row', () => {
  const commands = COMMANDS.flatMap((spec) => [spec, ...(spec.subcommands ?? [])])
  const options: OptionSpec[] = [...commands.flatMap(({ options }) => options), ...GLOBAL_OPTIONS]
  const twice = options.filter(({ description, values, repeatable }) => {
    return description.endsWith(')') && (repeatable || typeof values === 'object')
  })
  expect(twice.map(({ syntax }) => syntax)).toEqual([])
})

const variablesIn = (text: string): string[] => text.match(/\bROLECALL_[A-Z_]+\b/g) ?? []

const programs = [
  ...filesBelow('src', '.ts'),
  ...filesBelow('launcher/src', '.rs'),
  ...filesBelow('test/support', '.ts'),
]
const variables = new Set(programs.flatMap(({ text }) => variablesIn(text)))

test.each(pages)('%s names variables that exist', (_, text) => {
  expect(variablesIn(text).filter((name) => !variables.has(name))).toEqual([])
})
