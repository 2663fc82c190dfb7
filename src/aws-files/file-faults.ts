import type { AwsFiles } from './aws-files.js'
import type { Layout, PlacedSection } from './layout.js'
import type { AwsFileKind } from './section-header.js'
import { paddedHeaders, unreadHeaders } from './unread-headers.js'
import type { FileFault } from './file-fault.js'
import { unread, padded, misplacedHeaders } from './header-faults.js'

/**
 * The lines that do not parse: headers that open no section, and headers that some SDKs do not see.
 * Also what makes botocore refuse the file: a line without a key, and the same section or key twice
 * (docs/contracts.md §3).
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
        problem: 'this line is above the first section, so the AWS CLI rejects the file',
        remedy: 'remove it, or move it below the header of its profile',
      })
    } else if (/^\S/.test(line) && !/[=:]/.test(content)) {
      found.push({
        ...at,
        problem: 'this line has no =, so the AWS CLI rejects the file',
        remedy: 'write KEY = VALUE, or start the line with #',
      })
    }
  }
  return found
}

/** Sections and keys that a file has twice. */
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
              problem: `the section ${section.name} is also in line ${first}, so the AWS CLI rejects the file`,
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
        problem: `${key} of ${section.name} is also in line ${first}, so the AWS CLI rejects the file`,
        remedy: 'keep one of the two lines',
      },
    ]
  })
}
