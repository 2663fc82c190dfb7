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

/** The property that a line indented deeper belongs to, or whose value it continues. */
interface Above {
  key: string
  indent: number
  opensGroup: boolean
  /** Whether it is itself indented below another property, so that botocore sees no group. */
  isNested: boolean
}

/**
 * The properties of one section, in the order of the text, repeated ones included. botocore takes
 * every line that is indented deeper than the property above it for a continuation of its value.
 * The JavaScript SDK reads each line for itself, but every indented property after one without a
 * value is a sub-property, up to the next one that is not indented.
 */
export function propertiesOf(text: string, section: Section): Property[] {
  const properties: Property[] = []
  let above: Above | undefined
  let continued: Property | undefined
  let isInGroupOfSdk = false
  for (let start = section.body; start < section.end;) {
    const next = lineEnd(text, start) + 1
    const line = text.slice(start, Math.min(next, section.end)).trimEnd()
    const indent = line.length - line.trimStart().length
    const deeper = above && indent > above.indent ? above : undefined
    const group = deeper?.opensGroup ? deeper : undefined
    const assigned = keyAndValue(line, /=/)
    const pair = deeper || !line.includes(':') ? assigned : keyAndValue(line, /[=:]/)
    // Neither SDK reads a sub-property of a group that has ended for the other as a key.
    const isKey = !isInGroupOfSdk && KEY.test(pair?.[0] ?? '')
    if (assigned) isInGroupOfSdk = assigned[1] === '' || (isInGroupOfSdk && indent > 0)
    if (deeper && !group && !isKey) {
      continueValue(continued, line)
    } else if (pair) {
      const [name, value] = pair
      const opensGroup = value === '' && (!group || group.isNested)
      const key = group && !opensGroup ? `${group.key}.${name}` : name.toLowerCase()
      const property = { key, value, start, end: start + line.length }
      if (!deeper || opensGroup) {
        above = {
          key,
          indent: deeper?.indent ?? indent,
          opensGroup,
          isNested: deeper !== undefined,
        }
      }
      properties.push(property)
      // No SDK continues the value of a key that is indented below another one.
      continued = deeper ? undefined : property
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
