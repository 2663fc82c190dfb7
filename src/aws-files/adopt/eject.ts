import { RolecallError } from '../../core/errors.js'
import type { AwsFiles } from '../aws-files.js'
import { KEY_PREFIX } from '../profile.js'
import { ejectionEdits, isMarked } from './adoption-edits.js'
import { rewrite, type ProfileSelection, type RewriteResult } from './rewrite.js'

/**
 * Undoes `adopt`. Of `all`, profiles written for rolecall by hand are skipped; if selected by name,
 * they become plain role profiles as well.
 * @throws RolecallError 'config' if a selected profile is not adopted, or has a key both with and
 * without the prefix
 */
export function eject(files: AwsFiles, selection: ProfileSelection): RewriteResult {
  return rewrite(files, selection, (name, perFile) => {
    const isAdopted = perFile.some((keys) => isMarked(files[keys.kind].text, keys))
    const hasNoEdits = perFile.every(({ prefixed, processLines, inherited }) => {
      return prefixed.length + processLines.length + inherited.length === 0
    })
    if (hasNoEdits || (selection === 'all' && !isAdopted)) {
      return {
        skip: 'rolecall did not adopt it',
        hint: '`rolecall eject --all` ejects every profile that is adopted',
      }
    }
    const [duplicate] = perFile.flatMap(({ visible }) => visible)
    if (duplicate) {
      throw new RolecallError('config', `profile ${name} also has ${duplicate.key}`, {
        hint: `rename it to ${KEY_PREFIX}${duplicate.key}, or remove it, then eject again`,
      })
    }
    return {
      edits: Object.fromEntries(
        perFile.map((keys) => [keys.kind, ejectionEdits(files[keys.kind].text, keys)]),
      ),
    }
  })
}
