import { RolecallError } from '../../core/errors.js'
import type { AwsFiles } from '../aws-files.js'
import { KEY_PREFIX } from '../profile.js'
import { ejectionEdits, isMarked } from './adoption-edits.js'
import { rewrite, type ProfileSelection, type RewriteResult } from './rewrite.js'

/**
 * Undoes `adopt`. Of `all`, profiles written for rolecall by hand are skipped; if selected by name,
 * they become plain role profiles as well.
 * @throws RolecallError 'config' if a selected profile has a key with and without the prefix
 */
export function eject(files: AwsFiles, selection: ProfileSelection): RewriteResult {
  return rewrite(files, selection, (name, perFile) => {
    const isAdopted = perFile.some((keys) => isMarked(files[keys.kind].text, keys))
    const hasNoEdits = perFile.every(({ prefixed, processLines }) => {
      return prefixed.length + processLines.length === 0
    })
    if (hasNoEdits || (selection === 'all' && !isAdopted)) return 'rolecall did not adopt it'
    const [duplicate] = perFile.flatMap(({ visible }) => visible)
    if (duplicate) {
      throw new RolecallError('config', `profile ${name} also has ${duplicate.key}`, {
        hint: `rename it to ${KEY_PREFIX}${duplicate.key}, or remove it, then eject again`,
      })
    }
    return Object.fromEntries(
      perFile.map((keys) => [keys.kind, ejectionEdits(files[keys.kind].text, keys)]),
    )
  })
}
