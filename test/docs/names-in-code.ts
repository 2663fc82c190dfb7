import { join } from 'node:path'
import ts from 'typescript'
import { PROJECT } from './markdown.js'
import { SyntaxScan } from './syntax-scan.js'

/*
 * The names that the sources read: keys of profiles, settings, environment variables and parts of
 * paths. They are found by what the code does with them, not by where it is, so that a file may be
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
}

/** Variables whose name alone shows what they are, wherever it is in the code. */
const VARIABLE = /\b(?:AWS|BOTOCORE|ROLECALL|XDG|ACTIONS|GITHUB)_[A-Z0-9_]*[A-Z0-9]\b/g

export function namesInCode(): NamesInCode {
  const scan = new SyntaxScan(join(PROJECT, 'src'))
  return {
    profileKeys: new Set(
      [...scan.follow((node) => profileKeyIn(node, scan))].map((key) =>
        key.replace(/^rolecall_/, ''),
      ),
    ),
    settings: scan.collect((node) => settingIn(node, scan)),
    variables: new Set(
      [...scan.follow(variableIn), ...scan.collect(variablesNamedIn)].filter((name) => name !== ''),
    ),
    pathParts: scan.collect(pathPartsIn),
  }
}

/** `profile.get('region')`, on a profile or on the keys of a section. */
function profileKeyIn(node: ts.Node, scan: SyntaxScan): ts.Expression[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return []
  const { name, expression } = node.expression
  const [key] = node.arguments
  if (!key || !['get', 'has', 'fileOf'].includes(name.text)) return []
  return hasKeysOfProfile(expression, scan) ? [key] : []
}

function hasKeysOfProfile(node: ts.Expression, { checker }: SyntaxScan): boolean {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node))
  // A profile, or the map from its keys to values that know their file.
  if (type.getProperty('get') && type.getProperty('fileOf')) return true
  const [, value] = checker.getTypeArguments(type as ts.TypeReference)
  return value?.getProperty('value') !== undefined && value.getProperty('path') !== undefined
}

/** `parsed['plain']`, if the package `ini` has parsed it. */
function settingIn(node: ts.Node, scan: SyntaxScan): string[] {
  if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.expression)) return []
  const declaration = scan.declarationOf(node.expression)
  const parsed = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
  if (!parsed || !ts.isCallExpression(parsed)) return []
  const source = scan.checker.getResolvedSignature(parsed)?.declaration?.getSourceFile().fileName
  if (!source || !/\/node_modules\/(@types\/)?ini\//.test(source)) return []
  return ts.isStringLiteralLike(node.argumentExpression) ? [node.argumentExpression.text] : []
}

/** `env['HOME']` */
function variableIn(node: ts.Node): ts.Expression[] {
  if (!ts.isElementAccessExpression(node)) return []
  return /\b(env|environment)$/.test(node.expression.getText()) ? [node.argumentExpression] : []
}

function variablesNamedIn(node: ts.Node): string[] {
  const isText =
    ts.isStringLiteralLike(node) ||
    ts.isIdentifier(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  return isText ? (node.text.match(VARIABLE) ?? []) : []
}

/** `join(folder, 'locks', name)` */
function pathPartsIn(node: ts.Node): string[] {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return []
  if (!/^join/.test(node.expression.text)) return []
  return node.arguments.filter(ts.isStringLiteralLike).map(({ text }) => text)
}
