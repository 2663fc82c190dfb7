import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  noEmit: true,
  strict: true,
  types: ['node'],
}

/** A parameter that a function uses as a name, so that its callers give the name. */
interface Sink {
  declaration: ts.SignatureDeclaration
  index: number
}

/** `one ?? other` and `one || other` */
const CHOICES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
])

/**
 * Finds the strings in the sources that reach a place of a certain kind, wherever they are written:
 * there, in a constant, in a list, or in the argument of a call.
 */
export class SyntaxScan {
  readonly checker: ts.TypeChecker
  private readonly nodes: ts.Node[] = []

  /** @param folder absolute path of the sources */
  constructor(folder: string) {
    const program = ts.createProgram(sourcesBelow(folder), OPTIONS)
    this.checker = program.getTypeChecker()
    for (const file of program.getSourceFiles()) {
      if (!file.isDeclarationFile && !file.fileName.includes('node_modules')) this.add(file)
    }
  }

  private add(node: ts.Node): void {
    this.nodes.push(node)
    node.forEachChild((child) => this.add(child))
  }

  collect(namesIn: (node: ts.Node) => readonly string[]): Set<string> {
    return new Set(this.nodes.flatMap(namesIn))
  }

  /**
   * Names that are given where they are used, and those that reach that place through parameters.
   * @param used the expressions that a node uses as names
   */
  follow(used: (node: ts.Node) => readonly ts.Expression[]): Set<string> {
    const names = new Set<string>()
    const sinks: Sink[] = []
    const use = (expression: ts.Expression): void => {
      for (const found of this.valuesOf(expression)) {
        if (typeof found === 'string') names.add(found)
        else if (!sinks.some((sink) => isSame(sink, found))) sinks.push(found)
      }
    }
    for (const node of this.nodes) used(node).forEach(use)
    for (let at = 0; at < sinks.length; at++) {
      const sink = sinks[at]
      if (sink) this.givenTo(sink).forEach(use)
    }
    return names
  }

  /** Every expression that a call hands over as this parameter. */
  private givenTo({ declaration, index }: Sink): ts.Expression[] {
    const callback = declaration.parent
    if (ts.isCallExpression(callback) && ts.isPropertyAccessExpression(callback.expression)) {
      // `NAMES.map((name) => …)`: each element of the list.
      return index === 0 ? [callback.expression.expression] : []
    }
    return this.nodes.filter(ts.isCallExpression).flatMap((call) => {
      if (this.checker.getResolvedSignature(call)?.declaration !== declaration) return []
      const isRest = declaration.parameters[index]?.dotDotDotToken !== undefined
      return isRest ? call.arguments.slice(index) : call.arguments.slice(index, index + 1)
    })
  }

  /** The strings that an expression can be, and the parameters that it can come from. */
  private valuesOf(node: ts.Expression): (string | Sink)[] {
    if (ts.isStringLiteralLike(node)) return [node.text]
    if (ts.isArrayLiteralExpression(node))
      return node.elements.flatMap((each) => this.valuesOf(each))
    if (ts.isConditionalExpression(node)) {
      return [...this.valuesOf(node.whenTrue), ...this.valuesOf(node.whenFalse)]
    }
    // Not `PREFIX + key`, which is neither of the two.
    if (ts.isBinaryExpression(node) && CHOICES.has(node.operatorToken.kind)) {
      return [...this.valuesOf(node.left), ...this.valuesOf(node.right)]
    }
    if (
      ts.isSpreadElement(node) ||
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node)
    ) {
      return this.valuesOf(node.expression)
    }
    return ts.isIdentifier(node) ? this.valuesOfIdentifier(node) : []
  }

  private valuesOfIdentifier(node: ts.Identifier): (string | Sink)[] {
    const declaration = this.declarationOf(node)
    if (!declaration) return []
    if (ts.isParameter(declaration)) {
      const owner = declaration.parent
      return [{ declaration: owner, index: owner.parameters.indexOf(declaration) }]
    }
    if (ts.isVariableDeclaration(declaration)) {
      const loop = declaration.parent.parent
      const from = ts.isForOfStatement(loop) ? loop.expression : declaration.initializer
      return from ? this.valuesOf(from) : []
    }
    if (ts.isBindingElement(declaration) && ts.isArrayBindingPattern(declaration.parent)) {
      // `const [ONE, TWO] = ['one', 'two']`
      const list = declaration.parent.parent.initializer
      const index = declaration.parent.elements.indexOf(declaration)
      const element = list && ts.isArrayLiteralExpression(list) ? list.elements[index] : undefined
      return element ? this.valuesOf(element) : []
    }
    return []
  }

  declarationOf(node: ts.Identifier): ts.Declaration | undefined {
    let symbol = this.checker.getSymbolAtLocation(node)
    if (symbol && symbol.flags & ts.SymbolFlags.Alias)
      symbol = this.checker.getAliasedSymbol(symbol)
    return symbol?.valueDeclaration
  }
}

function isSame(one: Sink, other: Sink): boolean {
  return one.declaration === other.declaration && one.index === other.index
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}
