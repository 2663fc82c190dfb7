import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { commentsOf, parse } from './comments.js'
import { documents, filesBelow, find, PROJECT } from './markdown.js'

/*
 * A file that a page or a comment names must exist, and so must a name in `{@link …}`.
 */

const pages = documents()
const sources = filesBelow('src', '.ts', '.mts')

/** Every file and folder of the project. */
const everything: readonly string[] = [
  ...readdirSync(PROJECT),
  ...['launcher/js', 'launcher/src'],
  ...[
    ...['src', 'test', 'bench', 'demo', 'scripts', 'docs', 'bin', 'completions', '.ci'],
    ...['launcher/js', 'launcher/src'],
  ].flatMap((folder) =>
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
 * `src/…` as it is; `folder/file.ts` also below `src`; `file.ts` anywhere. `<kind>` and `*` match
 * any name, `{a,b}` means each of them.
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

const FOLDERS = 'src|test|bench|demo|scripts|completions|launcher'
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

test('a name that a page finds in a file is declared there', () => {
  const missing = pages.flatMap((file) =>
    find(file, /`([A-Za-z_]\w*)` in\s+`(src\/[\w./-]+\.ts)`/g)
      .filter(({ groups: [, name = '', path = ''] }) => {
        const text = readFileSync(join(PROJECT, path), 'utf8')
        return !new RegExp(`(function|const|interface|type|class) ${name}\\b`).test(text)
      })
      .map(({ place, groups: [found] }) => `${place}: ${found}`),
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
