import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { commentsOf, parse } from './comments.js'
import {
  documents,
  fileAt,
  filesBelow,
  headingsOf,
  PROJECT,
  withoutCode,
  type TextFile,
} from './markdown.js'

/*
 * Whatever a page or a comment refers to must be there: a page, a section of it, an anchor, a file, a
 * name. Each test collects the references that lead nowhere, with the place where they are.
 */

const pages = documents()
const sources = filesBelow('src', '.ts', '.mts')
const citing = [
  ...pages,
  ...sources,
  ...['test', 'bench', 'demo', 'scripts'].flatMap((folder) => filesBelow(folder, '.ts', '.mts')),
]

const at = ({ path, text }: TextFile, index: number, what: string): string =>
  `${path}:${text.slice(0, index).split('\n').length} ${what}`

/** Matches with the place of each. */
function find(file: TextFile, pattern: RegExp): { groups: string[]; place: string }[] {
  return [...file.text.matchAll(pattern)].map((match) => ({
    groups: [...match].map((group) => group ?? ''),
    place: at(file, match.index, match[0].replace(/\s+/g, ' ')),
  }))
}

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

/** Every file and folder of the project that is ours. */
const everything: readonly string[] = [
  ...readdirSync(PROJECT),
  ...['src', 'test', 'bench', 'demo', 'scripts', 'docs', 'bin', 'completions', '.ci'].flatMap(
    (folder) =>
      readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        `${folder}/${path}`.replaceAll('\\', '/'),
      ),
  ),
]

const known = new Map<string, boolean>()

function pathExists(written: string): boolean {
  const found = known.get(written) ?? search(written)
  known.set(written, found)
  return found
}

/**
 * `src/…` as it is; `folder/file.ts` also below `src`; `file.ts` anywhere. `<kind>` and `*` match any
 * name, `{a,b}` means each of them.
 */
function search(written: string): boolean {
  const braces = /\{([^{}]*)\}/.exec(written)
  if (braces) {
    const [all, list = ''] = braces
    return list.split(',').every((each) => pathExists(written.replace(all, each)))
  }
  const parts = written.replace(/\/$/, '').split(/<\w+>|\*+/)
  const pattern = parts
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[^/]+')
  const place = written.includes('/') ? '(src/)?' : '(.*/)?'
  const whole = new RegExp(`^${place}${pattern}$`)
  return everything.some((path) => whole.test(path))
}

const FOLDERS = 'src|test|bench|demo|scripts|completions'
const PATH = new RegExp(
  String.raw`(?<![\w./~-])(?:(?:${FOLDERS})/[\w.<>{},*/-]*\w[>}]?|[\w.<>{},*-]+(?:/[\w.<>{},*-]+)*\.m?ts)(?![\w])`,
  'g',
)

test('files that pages name exist', () => {
  const missing = pages.flatMap((file) =>
    find(file, PATH)
      .filter(({ groups: [path = ''] }) => !pathExists(path))
      .map(({ place }) => place),
  )
  expect(missing).toEqual([])
})

test('files that comments name exist', () => {
  const missing = sources.flatMap((file) =>
    commentsOf(parse(file)).flatMap(({ line, text }) =>
      [...text.matchAll(/(?<![\w./-])[\w-]+(?:\/[\w-]+)*\.m?ts\b/g)]
        .filter(([path]) => !pathExists(path))
        .map(([path]) => `${file.path}:${line} ${path}`),
    ),
  )
  expect(missing).toEqual([])
})

test('names in {@link …} are declared in the file, or exported by another', () => {
  const parsed = sources.map((file) => ({ file, source: parse(file) }))
  const exported = new Set(parsed.flatMap(({ source }) => exportedNames(source)))
  const missing = parsed.flatMap(({ file, source }) => {
    const own = new Set(declaredNames(source))
    return find(file, /\{@link\s+(?:\*\s+)?([\w.]+)/g)
      .filter(({ groups: [, name = ''] }) => {
        const [head = '', ...members] = name.split('.')
        const isKnown = own.has(head) || exported.has(head)
        return !isKnown || members.some((member) => !allMembers(parsed).has(member))
      })
      .map(({ place }) => place)
  })
  expect(missing).toEqual([])
})

function declaredNames(source: ts.SourceFile): string[] {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    const { name } = node as ts.NamedDeclaration
    if (name && (ts.isIdentifier(name) || ts.isStringLiteral(name))) names.push(name.text)
    node.forEachChild(visit)
  }
  visit(source)
  return names
}

function exportedNames(source: ts.SourceFile): string[] {
  const isExported = (node: ts.Node): boolean =>
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  return source.statements.filter(isExported).flatMap((statement) => {
    const declarations = ts.isVariableStatement(statement)
      ? [...statement.declarationList.declarations]
      : [statement as ts.DeclarationStatement]
    return declarations.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []))
  })
}

let members: Set<string> | undefined

function allMembers(parsed: readonly { source: ts.SourceFile }[]): Set<string> {
  return (members ??= new Set(parsed.flatMap(({ source }) => declaredNames(source))))
}
