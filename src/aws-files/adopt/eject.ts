import { RolecallError } from '../../core/errors.js'
import type { AwsFiles } from '../aws-files.js'
import type { Property } from '../properties.js'
import { KEY_PREFIX } from '../profile.js'
import { ejectionEdits, isMarked } from './adoption-edits.js'
import { editProfiles, type ProfileSelection, type EditedProfiles } from './edit-profiles.js'
import type { AdoptionLines } from './section.js'
import { hiddenByKeyEdits, isOfStoredKey } from './stored-key.js'

/**
 * Undoes `adopt`, and what `add` and `import` write for a stored key. Of `all`, profiles written
 * for rolecall by hand are skipped unless rolecall stores their key; if selected by name, they
 * become plain profiles as well.
 * @throws RolecallError 'config' if a selected profile is not adopted, or has a key both with and
 * without the prefix
 */
export function eject(files: AwsFiles, selection: ProfileSelection): EditedProfiles {
  return editProfiles(files, selection, (name, perFile) => {
    const runsRolecall = perFile.some(({ processLines }) => processLines.length > 0)
    const isServed = runsRolecall && isOfStoredKey(files, name)
    const isAdopted = isServed || perFile.some((keys) => isMarked(files[keys.kind].text, keys))
    const hasNoEdits = perFile.every(({ prefixed, processLines, inherited }) => {
      return prefixed.length + processLines.length + inherited.length === 0
    })
    if (hasNoEdits || (selection === 'all' && !isAdopted)) {
      return {
        skip: 'rolecall did not adopt it',
        hint: '`rolecall eject --all` ejects every profile that is adopted',
      }
    }
    if (!isServed) refuseDuplicate(name, perFile)
    return {
      edits: Object.fromEntries(
        perFile.map((keys) => {
          const prefixed = isServed ? hiddenByKeyEdits(keys) : keys.prefixed
          return [keys.kind, ejectionEdits(files[keys.kind].text, { ...keys, prefixed })]
        }),
      ),
    }
  })
}

/** A profile may have one role for SDKs and another for rolecall: only the user can choose. */
function refuseDuplicate(name: string, perFile: readonly AdoptionLines[]): void {
  const visible = new Set(perFile.flatMap((keys) => keys.visible.map(({ key }) => key)))
  const unprefixed = ({ key }: Property): string => key.slice(KEY_PREFIX.length)
  const twice = perFile
    .flatMap(({ prefixed }) => prefixed)
    .find((line) => visible.has(unprefixed(line)))
  if (!twice) return
  throw new RolecallError(
    'config',
    `profile ${name} has both ${unprefixed(twice)} and ${twice.key}`,
    { hint: 'remove one of them, then run rolecall eject again' },
  )
}
