import { lineEnd } from './section-header.js'
import type { Section } from './grammar.js'

/** A key with its value and its position in the text. */
export interface Property {
  /** `region`; `sts.endpoint_url` for a sub-property. */
  key: string
  /** Empty for a key that opens a group. Lines that continue it follow after a line break each. */
  value: string
  /** Offsets of the first line, without its line break. */
  start: number
  end: number
}

/** The properties of one section, in the order of the text, repeated ones included. */
export function propertiesOf(text: string, section: Section): Property[] {
  const properties: Property[] = []
  let above: { key: string; indent: number; opensGroup: boolean } | undefined
  let lastIndent = 0
  for (let start = section.body; start < section.end;) {
    const next = lineEnd(text, start) + 1
    const line = text.slice(start, Math.min(next, section.end)).trimEnd()
    const indent = line.length - line.trimStart().length
    const deeper = above && indent > above.indent ? above : undefined
    const pair = keyAndValue(line, deeper ? /=/ : /[=:]/)
    if (deeper && !deeper.opensGroup && !KEY.test(pair?.[0] ?? '')) {
      if (indent > lastIndent) continueValue(properties.at(-1), line)
    } else if (pair) {
      const [name, value] = pair
      const key = deeper?.opensGroup ? `${deeper.key}.${name}` : name.toLowerCase()
      const opensGroup = value === '' && !deeper?.opensGroup
      if (!deeper || opensGroup) above = { key, indent: deeper?.indent ?? indent, opensGroup }
      properties.push({ key, value, start, end: start + line.length })
      // No SDK continues the value of a key that is indented below another one.
      lastIndent = deeper && !deeper.opensGroup ? Infinity : indent
    }
    start = next
  }
  return properties
}

/** A key on a line that could also continue the value above, such as `--region=eu-west-1`. */
const KEY = /^[A-Za-z_][\w.-]*$/

/** A comment is part of a continuation line, unless it is all of it, as in botocore. */
function continueValue(property: Property | undefined, line: string): void {
  const content = line.trim()
  if (property && !/^([#;]|$)/.test(content)) property.value += `\n${content}`
}

const COMMENT = /(^|\s)[#;][^]*$/

function keyAndValue(line: string, separator: RegExp): [string, string] | undefined {
  const content = line.replace(COMMENT, '').trim()
  const at = content.search(separator)
  if (at < 1) return undefined
  const key = content.slice(0, at).trimEnd()
  const value = content.slice(at + 1).trim()
  return [key, COMMAND_KEY.test(key) ? command(line.trimStart().slice(at + 1), value) : value]
}

/** A key whose value is a command: `credential_process`, `mfa_process`. */
const COMMAND_KEY = /_process$/i

/** The words of a command up to a comment. A quote that is not closed does not match. */
const WORDS = /^(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^"'\\\s]|\s(?![#;]))*/

/**
 * A command, whose quoted words may contain ` #` and ` ;`.
 * @param line from its first character to the end of the line, with a comment
 * @param cut what a value of another key would be
 */
function command(line: string, cut: string): string {
  const [words = ''] = WORDS.exec(line) ?? []
  const isComplete = /^(\s[#;]|$)/.test(line.slice(words.length))
  return isComplete ? words.trim() : cut
}
