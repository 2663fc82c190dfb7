import type { AwsFiles } from './aws-files.js'
import { propertiesOf } from './grammar.js'
import type { Layout, Place, PlacedSection } from './layout.js'
import { lineEnd, nextHeader, parseHeader, type AwsFileKind } from './section-header.js'
import type { TextEdit } from './text-edit.js'
import { paddedHeaders, unreadHeaders, type UnreadHeader } from './unread-headers.js'

/** A line of an AWS file that some reader does not understand as it was meant. */
export interface FileFault extends Place {
  kind: AwsFileKind
  /** Whether the keys are lost, or SDKs refuse the whole file. */
  isLost: boolean
  /** A sentence. */
  problem: string
  /** What to do. */
  remedy: string
  /** Mends the line; undefined if only the user knows what was meant. */
  edit?: TextEdit
}

/**
 * The lines that do not parse: headers that open no section, headers that some SDKs do not see,
 * and what makes botocore refuse the file, which is a line without a key, or the same section or
 * key twice (docs/contracts.md §3).
 */
export function fileFaults(files: AwsFiles, layout: Layout): FileFault[] {
  return [
    ...unreadHeaders(files).map((header) => unread(header, files, layout)),
    ...paddedHeaders(files).map((header) => padded(header, files, layout)),
    ...(['config', 'credentials'] as const).flatMap((kind) => [
      ...misplacedHeaders(files, kind),
      ...linesWithoutKey(files, kind),
    ]),
    ...repeated(layout),
  ]
}

const kindOf = (path: string, { config }: AwsFiles): AwsFileKind =>
  path === config.path ? 'config' : 'credentials'

/** `[profile dev`, `[profile a b]`. */
function unread(header: UnreadHeader, files: AwsFiles, layout: Layout): FileFault {
  const { path, line, text } = header
  const kind = kindOf(path, files)
  const meant = meantHeader(text, kind)
  return {
    ...{ kind, path, line, isLost: true },
    problem: `${shown(text)} opens no section, so that the keys below it are lost`,
    remedy: meant === undefined ? 'write it as [profile NAME]' : `write ${shown(meant)}`,
    ...(meant === undefined
      ? {}
      : { edit: replaceHeader(files[kind].text, layout.startOf(kind, line), text, meant) }),
  }
}

const SAFE_NAME = String.raw`[\w.@/%+:-]+`

function meantHeader(text: string, kind: AwsFileKind): string | undefined {
  const name =
    kind === 'config' ? `(?:profile|sso-session|services)[ \\t]+${SAFE_NAME}|default` : SAFE_NAME
  if (new RegExp(`^\\[(?:${name})$`).test(text)) return `${text}]`
  const [, start, blanks] = /^(\[profile )(\w[\w.@/%+: -]* [\w.@/%+:-]+)\]$/.exec(text) ?? []
  return start === undefined ? undefined : `${start}"${blanks}"]`
}

/** `[ default ]`. */
function padded(header: UnreadHeader, files: AwsFiles, layout: Layout): FileFault {
  const { path, line, text } = header
  const kind = kindOf(path, files)
  const [whole = '', inner = ''] = /^\[([^\]]*)\]/.exec(text) ?? []
  const meant = `[${inner.trim()}]`
  return {
    ...{ kind, path, line, isLost: false },
    problem: `botocore and JavaScript do not see ${shown(whole)}`,
    remedy: 'remove the blanks inside the brackets',
    edit: replaceHeader(files[kind].text, layout.startOf(kind, line), whole, meant),
  }
}

function replaceHeader(text: string, start: number, from: string, to: string): TextEdit {
  return { at: text.indexOf(from, start), remove: from.length, insert: to }
}

/** Keys that only a profile has. A section without any of them belongs to another program. */
const OF_PROFILE =
  /^(rolecall_)?(role_arn|source_profile|mfa_serial|credential_(process|source)|aws_(access_key_id|secret_access_key)|sso_(session|account_id|role_name|start_url)|region)$/

/** `[dev]` in the config file, `[profile dev]` in the credentials file. */
function misplacedHeaders({ config, credentials }: AwsFiles, kind: AwsFileKind): FileFault[] {
  const { path, text } = kind === 'config' ? config : credentials
  const found: FileFault[] = []
  const wrong = kind === 'config' ? /^\[([\w.@/%+: -]+)\]/ : /^\[profile ([\w.@/%+:-]+)\]/
  let line = 1
  let counted = 0
  for (let start = nextHeader(text, '[', 0); start !== -1;) {
    const body = Math.min(lineEnd(text, start) + 1, text.length)
    const next = nextHeader(text, '[', body)
    const header = text.slice(start, body).trim()
    const name = wrong.exec(header)?.[1]
    if (name !== undefined && (kind === 'credentials' || !parseHeader(text, start, body, kind))) {
      const end = next === -1 ? text.length : next
      const section = { type: 'profile' as const, name, prefixed: true, start, body, end }
      const isMeant = propertiesOf(text, section).some(({ key }) => OF_PROFILE.test(key))
      const word = /^(profile?|prof|sso.session|services)\s+/i.exec(name)?.[0] ?? ''
      const meant = kind === 'config' ? `[profile ${name.slice(word.length)}]` : `[${name}]`
      line += text.slice(counted, start).split('\n').length - 1
      counted = start
      if (isMeant && !/^(profile|sso-session|services)\b/.test(name)) {
        found.push({
          ...{ kind, path, line, isLost: true },
          problem: `[${name}] is not the header of a profile in this file, so that the keys below it are lost`,
          remedy: `write ${meant}`,
        })
      }
    }
    start = next
  }
  return found
}

/** A line that is neither a header, a comment, a key nor the continuation of one. */
function linesWithoutKey(files: AwsFiles, kind: AwsFileKind): FileFault[] {
  const { path, text } = files[kind]
  const found: FileFault[] = []
  let hasSection = false
  for (const [index, line] of text.split('\n').entries()) {
    const isHeader = /^[ \t\uFEFF]*\[/.test(line)
    hasSection ||= isHeader
    const content = line.trim()
    if (isHeader || content === '' || /^[#;]/.test(content)) continue
    const at = { kind, path, line: index + 1, isLost: true }
    if (!hasSection && content !== '\uFEFF') {
      found.push({
        ...at,
        problem: 'this line stands above the first section, so that the AWS CLI refuses the file',
        remedy: 'remove it, or move it below the header of its profile',
      })
    } else if (/^\S/.test(line) && !/[=:]/.test(content)) {
      found.push({
        ...at,
        problem: 'this line has no =, so that the AWS CLI refuses the file',
        remedy: 'write KEY = VALUE, or start the line with #',
      })
    }
  }
  return found
}

/** Sections and keys that stand in one file twice. */
function repeated({ sections, lineAt }: Layout): FileFault[] {
  const seen = new Map<string, number>()
  return sections.flatMap((placed) => {
    const { kind, path, section } = placed
    const line = lineAt(kind, section.start)
    const id = `${kind} ${section.type} ${section.prefixed} ${section.name}`
    const first = seen.get(id)
    if (first === undefined) seen.set(id, line)
    const twice: FileFault[] =
      first === undefined
        ? []
        : [
            {
              ...{ kind, path, line, isLost: true },
              problem: `the section ${section.name} stands here again (first in line ${first}), so that the AWS CLI refuses the file`,
              remedy: 'join the two sections',
            },
          ]
    return [...twice, ...repeatedKeys(placed, lineAt)]
  })
}

function repeatedKeys(
  { kind, path, section, properties }: PlacedSection,
  lineAt: Layout['lineAt'],
): FileFault[] {
  const seen = new Map<string, number>()
  return properties.flatMap(({ key, start }) => {
    const line = lineAt(kind, start)
    const first = seen.get(key)
    seen.set(key, first ?? line)
    if (first === undefined) return []
    return [
      {
        ...{ kind, path, line, isLost: true },
        problem: `${key} of ${section.name} stands here again (first in line ${first}), so that the AWS CLI refuses the file`,
        remedy: 'keep one of the two lines',
      },
    ]
  })
}

const shown = (text: string): string => text.slice(0, 80)
