import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The root of the project, with the built program. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The modules that a built file loads. */
export interface Edges {
  /** `require()` in any other place. */
  eager: string[]
  /**
   * `require()` in a function passed to `then`, which the build makes of `import()`, or as all that
   * a function does: `() => require('./x')`.
   */
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

/** All modules that a built file loads at once. @param entry path below {@link ROOT} */
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

/** Uses a parser: in minified code a regular expression would find imports in strings. */
function edgesOf(text: string): Edges {
  const edges: Edges = { eager: [], lazy: [] }
  const source = ts.createSourceFile('built.js', text, ts.ScriptTarget.Latest, false)
  const look = (node: ts.Node, list: string[]): void => {
    if (ts.isArrowFunction(node) && isRequire(node.body)) return look(node.body, edges.lazy)
    if (ts.isCallExpression(node)) {
      const { expression, arguments: words } = node
      if (isRequire(node)) note(list, words[0])
      if (ts.isPropertyAccessExpression(expression) && expression.name.text === 'then') {
        look(expression.expression, list)
        return words.forEach((word) => look(word, edges.lazy))
      }
    }
    ts.forEachChild(node, (child) => look(child, list))
  }
  look(source, edges.eager)
  return edges
}

const isRequire = (node: ts.Node): boolean =>
  ts.isCallExpression(node) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === 'require'

function note(list: string[], word: ts.Node | undefined): void {
  if (word && ts.isStringLiteral(word)) list.push(word.text)
}
