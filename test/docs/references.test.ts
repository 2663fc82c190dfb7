import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import {
  documents,
  fileAt,
  filesBelow,
  find,
  headingsOf,
  PROJECT,
  withoutCode,
  type TextFile,
} from './markdown.js'

/*
 * A page, section or anchor that a page or a comment refers to must exist. Each test collects the
 * references that lead nowhere, with their places. For files and names see names.test.ts.
 */

const pages = documents()
const sources = filesBelow('src', '.ts', '.mts')
const citing = [
  ...pages,
  ...sources,
  ...['test', 'bench', 'demo', 'scripts'].flatMap((folder) => filesBelow(folder, '.ts', '.mts')),
]

test('pages that are named as docs/NAME.md exist', () => {
  const missing = citing.flatMap((file) =>
    find(file, /\bdocs\/[a-z-]+\.md\b/g)
      .filter(({ groups: [path = ''] }) => !existsSync(join(PROJECT, path)))
      .map(({ place }) => place),
  )
  expect(missing).toEqual([])
})

/** What a comment puts between two words where its line ends. */
const GAP = String.raw`(?:\s|\*|//)+`
/** `docs/contracts.md §1.2`, or `contracts §1.2`; several sections may follow one name. */
const CITATION = new RegExp(
  String.raw`\b(?:docs/)?([a-z-]+)(?:\.md)?[\x60)]*${GAP}(§[\d.]+(?:,?${GAP}(?:(?:and|or)${GAP})?§[\d.]+)*)`,
  'g',
)

test('sections that are cited exist', () => {
  const numbered = new Map(
    filesBelow('docs', '.md').map(({ path, text }) => [
      path.replace(/^docs\/|\.md$/g, ''),
      new Set(headingsOf(text).map(({ title }) => /^(\d+(?:\.\d+)*)\.? /.exec(title)?.[1])),
    ]),
  )
  const missing = citing.flatMap((file) =>
    find(file, CITATION).flatMap(({ groups: [, page = '', list = ''], place }) => {
      const sections = numbered.get(page)
      const cited = list.match(/\d+(\.\d+)*/g) ?? []
      return sections && cited.some((number) => !sections.has(number)) ? [place] : []
    }),
  )
  expect(missing).toEqual([])
})

test('a page that cites its own sections has them', () => {
  const missing = filesBelow('docs', '.md').flatMap((file) => {
    const titles = headingsOf(file.text).map(({ title }) => title)
    if (!titles.some((title) => /^\d+\. /.test(title))) return []
    const own = titles.map((title) => /^(\d+(?:\.\d+)*)\.? /.exec(title)?.[1])
    return find(file, /(?<![a-z.)] )§(\d+(?:\.\d+)*)/g)
      .filter(({ groups: [, number] }) => !own.includes(number))
      .map(({ place }) => place)
  })
  expect(missing).toEqual([])
})

test('relative links and pictures lead to a file, and an anchor to a heading', () => {
  const missing = pages.flatMap((file) => {
    const prose = { ...file, text: withoutCode(file.text) }
    return find(prose, /\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)
      .filter(({ groups: [, link = '', source = ''] }) => !leadsSomewhere(file, link || source))
      .map(({ place }) => place)
  })
  expect(missing).toEqual([])
})

function leadsSomewhere(from: TextFile, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return true
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? from.path : normalize(join(dirname(from.path), path))
  if (!existsSync(join(PROJECT, target))) return false
  if (anchor === undefined) return true
  return headingsOf(fileAt(target).text).some((heading) => heading.anchor === anchor)
}
