import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandPage } from '../../scripts/release/man/command-page.js'
import { fromMarkdown } from '../../scripts/release/man/markdown.js'
import { manPages, type ManPage } from '../../scripts/release/man/pages.js'
import { title } from '../../scripts/release/man/roff.js'
import { COMMANDS } from '../../src/cli/commands.js'
import type { CommandSpec } from '../../src/cli/command-spec.js'
import { fileAt, quoted, tableRows } from '../docs/markdown.js'
import { isInstalled } from '../support/commands.js'

/** Bold is overstruck: a letter, a backspace, and the letter again. */
const OVERSTRUCK = new RegExp(`.${String.fromCharCode(8)}`, 'gu')

const RELEASE = { version: '1.2.3', description: 'A test.', day: '2026-11-28' }
const configuration = fileAt('docs/configuration.md').text
const pages = manPages(RELEASE, configuration)

const areToolsInstalled = isInstalled('mandoc') && isInstalled('groff')
const reason = areToolsInstalled ? '' : '(not installed: mandoc, groff)'

describe.skipIf(!areToolsInstalled)(`man pages ${reason}`, () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rolecall-man-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const write = ({ path, roff }: ManPage): string => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, roff)
    return file
  }
  const shown = (page: ManPage): string =>
    spawnSync('mandoc', ['-T', 'utf8', '-O', 'width=500', write(page)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    }).stdout.replace(OVERSTRUCK, '')
  const complaints = (all: readonly ManPage[]): string => {
    const files = all.map(write)
    const mandoc = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', ...files], {
      encoding: 'utf8',
    })
    const groff = spawnSync(
      'groff',
      ['-k', '-man', '-ww', '-T', 'utf8', '-rLL=500n', '-z', ...files],
      {
        encoding: 'utf8',
      },
    )
    return `${mandoc.stdout}${mandoc.stderr}${groff.stderr}`
  }

  test('neither groff nor mandoc warns of anything', () => {
    expect(complaints(pages)).toBe('')
  })

  test('every command has a page, with every flag, argument and example of its help', () => {
    const overview = shown(pages[0] as ManPage)
    for (const spec of COMMANDS) {
      const page = pages.find(({ path }) => path === `man1/rolecall-${spec.name}.1`)
      expect(page, spec.name).toBeDefined()
      const text = shown(page as ManPage)
      expect(overview).toContain(`rolecall-${spec.name}(1)`)
      for (const each of [spec, ...(spec.subcommands ?? [])]) {
        for (const { syntax } of [...each.options, ...(each.arguments ?? [])]) {
          expect(text).toContain(syntax)
        }
        for (const { command } of each.examples) expect(text).toContain(command)
      }
    }
  })

  test('rolecall-config has every key, setting, variable and file of configuration.md', () => {
    const text = shown(pages.at(-1) as ManPage)
    for (const [first] of tableRows(configuration)) {
      for (const name of quoted(first)) expect(text).toContain(name)
    }
  })

  test('text that roff would read as a request or an escape is printed as it is', () => {
    const hostile = String.raw`.so /etc/passwd \fB \n(.x 'ab -x ~/.aws "q" ^C £ … %s`
    const lines = [hostile, `'${hostile}`, `\\${hostile}`, '.', "'", '\\', '-']
    const spec: CommandSpec = {
      name: 'hostile',
      summary: hostile,
      description: lines.join('\n'),
      arguments: [{ syntax: '[a]', description: hostile }],
      options: [{ syntax: '--a <b>', description: `'${hostile}`, values: ['.x', "'y", '\\z'] }],
      examples: [{ command: `.${hostile}`, does: `'${hostile}` }],
    }
    const markdown = `.first\n\n${hostile.replace(/"/g, '')}\n\n\`.code\` and\n\n- \`'item\`\n\n    .block\n    'block\n\n| a | b |\n|---|---|\n| \`.k\` | \\.x |\n`
    const head = `${title({ ...RELEASE, name: 'hostile', section: 1 })}\n`
    const all = [
      { path: 'man1/a.1', roff: head + commandPage(spec) + '\n' },
      { path: 'man1/b.1', roff: head + fromMarkdown(markdown) + '\n' },
    ] as const
    const text = shown(all[0])
    for (const line of lines) expect(text.split('\n').map((each) => each.trim())).toContain(line)
    expect(text).toContain(`..so /etc`)
    for (const value of ['.x', "'y", '\\z']) expect(text).toContain(value)
    const page = shown(all[1])
    for (const word of [
      '.first',
      '.so /etc/passwd',
      '.code and',
      "'item",
      '.block',
      "'block",
      '.k',
    ]) {
      expect(page).toContain(word)
    }
    expect(complaints(all)).not.toMatch(/ERROR|undefined|escape/i)
  })
})
