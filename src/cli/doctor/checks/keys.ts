import { unknownKeys, type MisspeltKey } from '../../../aws-files/misspelt-keys.js'
import type { PlacedSection } from '../../../aws-files/layout.js'
import type { Property } from '../../../aws-files/properties.js'
import { editCommand, type Examined } from '../examined.js'
import type { Finding, Fix } from '../finding.js'

/** Keys that nothing reads: misspelt ones and unknown ones. */
export function knownKeys(examined: Examined): Finding[] {
  const { layout, names, profile, failures } = examined
  // The check of the profiles reports a key because of which a profile cannot be used.
  const reasons = new Set(
    failures().map(({ misspelt }) => `${misspelt?.key}\n${misspelt?.profile}`),
  )
  const isReason = ({ section }: PlacedSection, key: string): boolean =>
    section.type === 'profile' && reasons.has(`${key}\n${section.name}`)
  const wanted = profile === undefined ? undefined : new Set(names())
  const { sections, lineAt } = layout()
  return sections
    .filter(({ section }) => section.type !== 'services')
    .filter(({ section }) => wanted?.has(section.name) ?? true)
    .flatMap((placed) =>
      placed.properties
        .filter(({ key }) => !key.includes('.'))
        .filter(({ key }) => !isReason(placed, key))
        .flatMap((property) => {
          const line = lineAt(placed.kind, property.start)
          return unknownKeys([property.key]).map(({ meant }) =>
            unknown(placed, property, line, meant),
          )
        }),
    )
}

function unknown(
  placed: PlacedSection,
  property: Property,
  line: number,
  meant: string | undefined,
): Finding {
  const { path, section } = placed
  const { key } = property
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
  const fix = correction(placed, property, meant)
  return {
    severity: 'warning',
    message,
    hint: `write ${meant}`,
    ...place,
    ...(fix === undefined ? {} : { fix }),
  }
}

/** @returns undefined if the right key is there already, which would then be there twice */
function correction(
  { kind, properties }: PlacedSection,
  { key, start }: Property,
  meant: string,
): Fix | undefined {
  if (properties.some((each) => each.key === meant)) return undefined
  return { kind: 'edit', file: kind, edit: { at: start, remove: key.length, insert: meant } }
}

/** What `--fix` does with a misspelt key of a profile; undefined if only the user can decide. */
export function misspeltKeyFix(
  { profile, key, meant }: MisspeltKey,
  { layout }: Examined,
): Fix | undefined {
  if (meant === undefined) return undefined
  const placed = layout().sections.findLast(
    ({ section, properties }) =>
      section.type === 'profile' &&
      section.name === profile &&
      properties.some((each) => each.key === key),
  )
  const property = placed?.properties.find((each) => each.key === key)
  return placed && property && correction(placed, property, meant)
}
