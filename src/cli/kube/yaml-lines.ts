/** What rolecall writes into YAML. */
export type YamlValue = string | readonly YamlValue[] | { readonly [key: string]: YamlValue }

/** Words that YAML 1.1, which kubectl reads, does not take for text. */
const NO_TEXT = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i

/** A word that every version of YAML takes for text. */
const PLAIN = /^(--?)?[A-Za-z/][\w./-]*$/

/** A text as a scalar. A double-quoted text of JSON is one of YAML too (YAML 1.2, chapter 1.3). */
export function yamlScalar(text: string): string {
  return PLAIN.test(text) && !NO_TEXT.test(text) ? text : JSON.stringify(text)
}

/**
 * `key: value` as block lines, in the style of kubectl: the items of a list are not indented.
 * @param column of the key, in blanks
 */
export function yamlPair(key: string, value: YamlValue, column: number): string[] {
  const blanks = ' '.repeat(column)
  const inner = yamlLines(value, column)
  if (typeof value === 'string') return [`${blanks}${key}: ${inner[0] ?? ''}`]
  return [`${blanks}${key}:`, ...inner]
}

/** The lines of a value below a key at `column`; those of a text have no indentation. */
function yamlLines(value: YamlValue, column: number): string[] {
  if (typeof value === 'string') return [yamlScalar(value)]
  if (isList(value)) return value.flatMap((item) => yamlItem(item, column))
  return Object.entries(value).flatMap(([key, each]) => yamlPair(key, each, column + 2))
}

/** An item of a list as block lines. */
export function yamlItem(item: YamlValue, column: number): string[] {
  const [first = '', ...rest] = yamlLines(item, column)
  return [`${' '.repeat(column)}- ${first.trimStart()}`, ...rest]
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value)
}
