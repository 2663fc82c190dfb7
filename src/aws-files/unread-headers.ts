import type { AwsFiles, AwsText } from './aws-files.js'
import {
  lineEnd,
  nextHeader,
  parseHeader,
  type AwsFileKind,
  type SectionType,
} from './section-header.js'

/** A line that was meant as a header of a profile or another section, but opens none. */
export interface UnreadHeader {
  path: string
  /** Counts from 1. */
  line: number
  text: string
}

/** The types of sections that AWS defines in the config file; others belong to other programs. */
const MEANT = /^\[\s*(profile|sso-session|services|default)\b/

/** The headers that rolecall cannot read, in both files. The keys below them are ignored. */
export function unreadHeaders({ config, credentials }: AwsFiles): UnreadHeader[] {
  return [...unreadIn(config, 'config'), ...unreadIn(credentials, 'credentials')]
}

function unreadIn({ path, text }: AwsText, kind: AwsFileKind): UnreadHeader[] {
  const found: UnreadHeader[] = []
  const lineAt = lineCounter(text)
  for (let start = nextHeader(text, '[', 0); start !== -1;) {
    const body = Math.min(lineEnd(text, start) + 1, text.length)
    const header = text.slice(start, body).trim()
    const isOpen = !header.includes(']')
    if ((isOpen || MEANT.test(header)) && !parseHeader(text, start, body, kind)) {
      found.push({ path, line: lineAt(start), text: header })
    }
    start = nextHeader(text, '[', body)
  }
  return found
}

/**
 * The headers with blanks just inside their brackets, `[ default ]`. rolecall reads them, as Go and
 * Rust do, but botocore and JavaScript do not, and go on as if the section were not there.
 */
export function paddedHeaders({ config, credentials }: AwsFiles): UnreadHeader[] {
  return [...paddedIn(config, 'config'), ...paddedIn(credentials, 'credentials')]
}

const PADDED: Readonly<Record<AwsFileKind, RegExp>> = {
  // A blank after a name with a prefix is read by botocore.
  config: /^\[(\s.*|\s*default\s+)\]/,
  credentials: /^\[(\s.*|.*\s)\]/,
}

function paddedIn({ path, text }: AwsText, kind: AwsFileKind): UnreadHeader[] {
  const found: UnreadHeader[] = []
  const lineAt = lineCounter(text)
  for (let start = nextHeader(text, '[', 0); start !== -1;) {
    const body = Math.min(lineEnd(text, start) + 1, text.length)
    const header = text.slice(start, body).trim()
    if (PADDED[kind].test(header) && parseHeader(text, start, body, kind)) {
      found.push({ path, line: lineAt(start), text: header })
    }
    start = nextHeader(text, '[', body)
  }
  return found
}

/** Counts lines, from one offset to the next: a file may have 10,000 profiles. */
function lineCounter(text: string): (offset: number) => number {
  let [line, counted] = [1, 0]
  return (offset) => {
    line += text.slice(counted, offset).split('\n').length - 1
    counted = offset
    return line
  }
}

/** A sentence about a padded header. */
export function describePadded({ path, line, text }: UnreadHeader): string {
  const where = `line ${line} of ${path}`
  return `botocore and JavaScript ignore ${where}: remove the spaces inside ${text.slice(0, 80)}`
}

/** `line 12 of ~/.aws/config is not a valid header: [profile dev`. */
export function describeUnread({ path, line, text }: UnreadHeader): string {
  return `line ${line} of ${path} is not a valid section header: ${text.slice(0, 80)}`
}

const MAX_HEADER_CHARACTERS = 200

/** A line that was meant as a header: `[profil dev]`, `profile dev]`, `[sso_session corp]`. */
const ALMOST = /^\s*\[*\s*([a-z][\w -]*?)[\s.:=/]+(["']?)([^"'\s[\]]+)\2\s*\]+\s*$/i

/**
 * A hint if a section was looked for, and the config file has a header that almost opens it.
 * @returns undefined if there is none; two types are alike if they start with the same two letters
 */
export function almostHeader(
  { path, text }: AwsText,
  type: SectionType,
  name: string,
): string | undefined {
  const header = text.split('\n').find((line) => {
    if (line.length > MAX_HEADER_CHARACTERS) return false
    const [, word = '', , found] = ALMOST.exec(line) ?? []
    return found === name && word.slice(0, 2).toLowerCase() === type.slice(0, 2)
  })
  return header && `${path} has ${header.trim()}, which must be [${type} ${name}]`
}
