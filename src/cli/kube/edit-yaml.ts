import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml'
import { yamlItem, yamlPair, yamlScalar, type YamlValue } from './yaml-lines.js'

/*
 * Edits of a text in YAML that leave all other bytes as they are
 *
 * A library that writes the whole document again would change quotes, indentation and the places of
 * comments. So the library only finds the places, and the text is changed there.
 */

/** Names the way to a node: keys of maps, indexes of lists. */
export type YamlPath = readonly (string | number)[]

/**
 * Sets the value at a path. Its parent must be a map.
 * @returns the new text
 */
export function setInYaml(
  text: string,
  document: Document.Parsed,
  path: YamlPath,
  value: YamlValue,
): string {
  const flow = outermostFlow(document, path)
  if (flow) return replaceFlow(text, document, flow, path, value)
  const key = String(path.at(-1))
  const parent = nodeAt(document, path.slice(0, -1))
  if (!isMap(parent) || parent.items.length === 0) {
    if (path.length > 1) return setInYaml(text, document, path.slice(0, -1), { [key]: value })
    return addLines(text, text.trimEnd().length, yamlPair(key, value, 0))
  }
  const column = columnOf(text, startOf(parent))
  const pair = pairIn(parent, key)
  if (!pair) return addLines(text, endOfNode(text, parent), yamlPair(key, value, column))
  const old = pair.value
  if (typeof value === 'string' && isScalar(old) && old.range && old.source !== undefined) {
    return splice(text, old.range[0], old.range[1], yamlScalar(value))
  }
  const [first = '', ...rest] = yamlPair(key, value, column)
  const lines = [first.trimStart(), ...rest].join(lineBreakOf(text))
  return splice(text, startOf(pair.key as Node), endOfPair(text, pair), lines)
}

/** Adds an item to the list below a key of the document. */
export function addToYamlList(
  text: string,
  document: Document.Parsed,
  key: string,
  item: YamlValue,
): string {
  const list = nodeAt(document, [key])
  const isBlock = isSeq(list) && !list.flow && list.items.length > 0 && !isFlow(document.contents)
  if (!isBlock) {
    const items: YamlValue[] = isSeq(list) ? (list.toJS(document) as YamlValue[]) : []
    return setInYaml(text, document, [key], [...items, item])
  }
  const dash = text.lastIndexOf('-', startOf(list.items[0] as Node))
  const lines = yamlItem(item, columnOf(text, dash))
  return addLines(text, endOfNode(text, list), lines)
}

/** Removes a pair or an item, with all its lines. It must not be the only one. */
export function removeFromYaml(text: string, document: Document.Parsed, path: YamlPath): string {
  const flow = outermostFlow(document, path)
  if (flow) return replaceFlow(text, document, flow, path, undefined)
  const parent = nodeAt(document, path.slice(0, -1))
  const key = path.at(-1) ?? ''
  const item = isSeq(parent) ? (parent.items[Number(key)] as Node | undefined) : undefined
  const pair = isMap(parent) ? pairIn(parent, String(key)) : undefined
  const first = item ?? (pair?.key as Node | undefined)
  if (!first) return text
  const end = pair ? endOfPair(text, pair) : endOfNode(text, first)
  const start = text.lastIndexOf('\n', startOf(first)) + 1
  return splice(text, start, endOfLine(text, end) + 1, '')
}

/** JSON, and `{…}` or `[…]` within YAML: rewritten as JSON, from the outermost bracket on. */
function replaceFlow(
  text: string,
  document: Document.Parsed,
  at: YamlPath,
  path: YamlPath,
  value: YamlValue | undefined,
): string {
  const node = nodeAt(document, at)
  if (!node?.range) return text
  const changed = document.clone()
  if (value === undefined) changed.deleteIn(path)
  else changed.setIn(path, changed.createNode(value))
  const contents = (at.length === 0 ? changed.toJS() : changed.getIn(at)) as unknown
  const plain: unknown = at.length === 0 ? contents : (contents as Node).toJS(changed)
  const [start, end] = node.range
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start)
  const indentation = /^ */.exec(line)?.[0] ?? ''
  const json = JSON.stringify(plain, null, 2).replaceAll('\n', `${lineBreakOf(text)}${indentation}`)
  return splice(text, start, end, json)
}

function outermostFlow(document: Document.Parsed, path: YamlPath): YamlPath | undefined {
  for (let length = 0; length < path.length; length++) {
    const at = path.slice(0, length)
    const node = nodeAt(document, at)
    if (isFlow(node) && (node as { items: unknown[] }).items.length > 0) return at
    // An empty one has no lines below it: `users: []` becomes a list in block style.
    if (isFlow(node) && length === 0) return at
  }
  return undefined
}

function isFlow(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true
}

function nodeAt(document: Document.Parsed, path: YamlPath): Node | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node : undefined
}

function pairIn(map: { items: Pair[] }, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0
}

/** Where the last character of a node is, without the comments that the library counts to it. */
function endOfNode(text: string, node: Node): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1)
    if (last) return endOfPair(text, last)
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1) as Node | undefined
    if (last) return endOfNode(text, last)
  }
  const [start, end] = node.range ?? [0, 0]
  return start + text.slice(start, end).trimEnd().length
}

function endOfPair(text: string, { key, value }: Pair): number {
  const keyEnd = text.indexOf(':', (key as Node).range?.[1] ?? 0) + 1
  return value ? Math.max(keyEnd, endOfNode(text, value as Node)) : keyEnd
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1)
}

/** Adds lines below the line of a place. */
function addLines(text: string, at: number, lines: readonly string[]): string {
  const lineBreak = lineBreakOf(text)
  const added = lines.join(lineBreak)
  const end = endOfLine(text, at)
  if (text.trim() === '') return `${text}${added}${lineBreak}`
  return end === text.length
    ? `${text}${lineBreak}${added}${lineBreak}`
    : splice(text, end + 1, end + 1, `${added}${lineBreak}`)
}

function splice(text: string, start: number, end: number, added: string): string {
  return text.slice(0, start) + added + text.slice(end)
}

function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
