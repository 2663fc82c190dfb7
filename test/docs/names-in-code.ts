import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/*
 * The names that the sources read: keys of profiles, settings, environment variables, files and exit
 * statuses. They are found by what the code does with them, not by where it is, so that a file may be
 * moved or renamed without a change here.
 */

export interface NamesInCode {
  /** Keys of profiles and sections, without `rolecall_`. */
  profileKeys: ReadonlySet<string>
  /** Keys of rolecall's settings file. */
  settings: ReadonlySet<string>
  /** Variables that are read by name, and those of AWS and rolecall that are set or unset. */
  variables: ReadonlySet<string>
  /** Literal parts of the paths that the sources put together. */
  pathParts: ReadonlySet<string>
  /** By the code of an error. */
  exitStatuses: ReadonlyMap<string, number>
}

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** Variables whose name alone says what they are, wherever it stands in the code. */
const VARIABLE = /\b(?:AWS|ROLECALL|XDG|ACTIONS|GITHUB)_[A-Z0-9_]*[A-Z0-9]\b/g

export function namesInCode(folder = join(PROJECT, 'src')): NamesInCode {
  const program = ts.createProgram(sourcesBelow(folder), {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    noEmit: true,
    strict: true,
    types: ['node'],
  })
  const scan = new Scan(program)
  return {
    profileKeys: scan.follow((node) => scan.profileKeyIn(node)),
    settings: scan.collect((node) => scan.settingIn(node)),
    variables: new Set([
      ...scan.follow((node) => scan.variableIn(node)),
      ...scan.collect((node) => scan.variablesNamedIn(node)),
    ]),
    pathParts: scan.collect((node) => scan.pathPartsIn(node)),
    exitStatuses: scan.exitStatuses(),
  }
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
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

class Scan {
  private readonly checker: ts.TypeChecker
  private readonly nodes: ts.Node[] = []

  constructor(program: ts.Program) {
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

  private declarationOf(node: ts.Identifier): ts.Declaration | undefined {
    let symbol = this.checker.getSymbolAtLocation(node)
    if (symbol && symbol.flags & ts.SymbolFlags.Alias)
      symbol = this.checker.getAliasedSymbol(symbol)
    return symbol?.valueDeclaration
  }

  /** `profile.get('region')`, on a profile or on the keys of a section. */
  profileKeyIn(node: ts.Node): ts.Expression[] {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return []
    const { name, expression } = node.expression
    const [key] = node.arguments
    if (!key || !['get', 'has', 'fileOf'].includes(name.text)) return []
    return this.hasKeysOfProfile(expression) ? [key] : []
  }

  private hasKeysOfProfile(node: ts.Expression): boolean {
    const type = this.checker.getNonNullableType(this.checker.getTypeAtLocation(node))
    // A profile, or the map from its keys to values that know their file.
    if (type.getProperty('get') && type.getProperty('fileOf')) return true
    const [, value] = this.checker.getTypeArguments(type as ts.TypeReference)
    return value?.getProperty('value') !== undefined && value.getProperty('path') !== undefined
  }

  /** `said['plain']`, where `said` is what the package `ini` has parsed. */
  settingIn(node: ts.Node): string[] {
    if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.expression)) return []
    const declaration = this.declarationOf(node.expression)
    const parsed = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    if (!parsed || !ts.isCallExpression(parsed)) return []
    const source = this.checker.getResolvedSignature(parsed)?.declaration?.getSourceFile().fileName
    if (!source || !/\/node_modules\/(@types\/)?ini\//.test(source)) return []
    return ts.isStringLiteralLike(node.argumentExpression) ? [node.argumentExpression.text] : []
  }

  /** `env['HOME']` */
  variableIn(node: ts.Node): ts.Expression[] {
    if (!ts.isElementAccessExpression(node)) return []
    return /\b(env|environment)$/.test(node.expression.getText()) ? [node.argumentExpression] : []
  }

  variablesNamedIn(node: ts.Node): string[] {
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isIdentifier(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    return isText ? (node.text.match(VARIABLE) ?? []) : []
  }

  /** `join(folder, 'locks', name)` */
  pathPartsIn(node: ts.Node): string[] {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return []
    if (!/^join/.test(node.expression.text)) return []
    return node.arguments.filter(ts.isStringLiteralLike).map(({ text }) => text)
  }

  exitStatuses(): Map<string, number> {
    const statuses = new Map<string, number>()
    for (const node of this.nodes) {
      if (!ts.isVariableDeclaration(node) || node.name.getText() !== 'EXIT_CODES') continue
      if (!node.initializer || !ts.isObjectLiteralExpression(node.initializer)) continue
      for (const property of node.initializer.properties) {
        if (!ts.isPropertyAssignment(property)) continue
        statuses.set(property.name.getText(), Number(property.initializer.getText()))
      }
    }
    return statuses
  }
}

function isSame(one: Sink, other: Sink): boolean {
  return one.declaration === other.declaration && one.index === other.index
}
