import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The project as it is shipped. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What a built file loads: at once, and only when it gets there. */
export interface Edges {
  /** `import … from`, `export … from`, `require()` wherever it stands. */
  eager: string[]
  /** `import()`. */
  lazy: string[]
}

export interface Closure {
  /** Paths relative to the project. */
  files: Set<string>
  /** Packages and Node's own modules. */
  packages: Set<string>
  /** Files that are only imported dynamically. */
  lazyFiles: Set<string>
}

/** Everything that a built file loads before it runs. @param entry relative to the project */
export function closureOf(entry: string): Closure {
  const closure: Closure = { files: new Set(), packages: new Set(), lazyFiles: new Set() }
  const visit = (file: string): void => {
    if (closure.files.has(file)) return
    closure.files.add(file)
    const { eager, lazy } = edgesOf(readFileSync(join(ROOT, file), 'utf8'))
    for (const name of lazy) if (isPath(name)) closure.lazyFiles.add(join(dirname(file), name))
    for (const name of eager) {
      if (isPath(name)) visit(join(dirname(file), name))
      else closure.packages.add(name)
    }
  }
  visit(entry)
  return closure
}

const isPath = (name: string): boolean => name.startsWith('.')

/** Read by a parser: in minified code a pattern would see imports in strings, and miss others. */
function edgesOf(text: string): Edges {
  const edges: Edges = { eager: [], lazy: [] }
  const source = ts.createSourceFile('built.js', text, ts.ScriptTarget.Latest, false)
  const look = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      note(edges.eager, node.moduleSpecifier)
    } else if (ts.isCallExpression(node)) {
      const { expression, arguments: words } = node
      if (expression.kind === ts.SyntaxKind.ImportKeyword) note(edges.lazy, words[0])
      else if (ts.isIdentifier(expression) && expression.text === 'require')
        note(edges.eager, words[0])
    }
    ts.forEachChild(node, look)
  }
  look(source)
  return edges
}

function note(list: string[], word: ts.Node | undefined): void {
  if (word && ts.isStringLiteral(word)) list.push(word.text)
}
