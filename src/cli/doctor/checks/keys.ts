import { unknownKeys } from '../../../aws-files/misspelt-keys.js'
import type { PlacedSection } from '../../../aws-files/layout.js'
import type { Property } from '../../../aws-files/properties.js'
import { editCommand, type Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** Keys that nothing reads: misspelt ones and unknown ones. */
export function knownKeys({ layout, names, profile }: Examined): Finding[] {
  const wanted = profile === undefined ? undefined : new Set(names())
  const { sections, lineAt } = layout()
  return sections
    .filter(({ section }) => section.type !== 'services')
    .filter(({ section }) => wanted?.has(section.name) ?? true)
    .flatMap((placed) =>
      placed.properties
        .filter(({ key }) => !key.includes('.'))
        .flatMap((property) => {
          const line = lineAt(placed.kind, property.start)
          return unknownKeys([property.key]).map(({ meant }) =>
            unknown(placed, property, line, meant),
          )
        }),
    )
}

function unknown(
  { kind, path, section, properties }: PlacedSection,
  { key, start }: Property,
  line: number,
  meant: string | undefined,
): Finding {
  const where =
    section.type === 'profile' ? `profile ${section.name}` : `[sso-session ${section.name}]`
  const place = {
    file: { path, line },
    command: editCommand({ path, line }),
    ...(section.type === 'profile' ? { profiles: [section.name] } : {}),
  }
  if (meant === undefined) {
    const message = `${path}:${line}: nothing reads ${key} of ${where}: neither rolecall, an SDK nor the AWS CLI`
    return { severity: 'note', message, hint: 'check its name, or remove the line', ...place }
  }
  const message = `${path}:${line}: nothing reads ${key} of ${where}: did you mean ${meant}?`
  // A key that is there already would be there twice.
  const isFree = properties.every((each) => each.key !== meant)
  const edit = { at: start, remove: 0, insert: '' }
  return {
    severity: 'warning',
    message,
    hint: `write ${meant}`,
    ...place,
    ...(isFree
      ? { fix: { kind: 'edit', file: kind, edit: { ...edit, remove: key.length, insert: meant } } }
      : {}),
  }
}
