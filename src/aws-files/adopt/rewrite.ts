import { isRolecallError } from '../../core/errors.js'
import type { AwsFiles } from '../aws-files.js'
import { loadProfile } from '../load-profile.js'
import { FILE_KINDS, type AwsFileKind } from '../section-header.js'
import { applyEdits, type TextEdit } from '../text-edit.js'
import { profileKeysIn, type ProfileKeys } from './section.js'

/** Profile names, or all profiles of the AWS files. */
export type ProfileSelection = readonly string[] | 'all'

export interface RewriteResult {
  /** The new texts of the files. */
  texts: Readonly<Record<AwsFileKind, string>>
  changed: readonly string[]
  skipped: readonly SkippedProfile[]
}

/** A profile that stays unchanged. */
export interface SkippedProfile {
  profile: string
  /** `it has no role` */
  reason: string
}

/** The edits of one profile, or the reason to skip it. */
export type Decision = Partial<Record<AwsFileKind, TextEdit[]>> | string

/**
 * Rewrites the selected profiles.
 * @param decide edits one profile, given its keys in each file that has it
 * @throws RolecallError if a selected name does not exist, and whatever `decide` throws for a
 * selected name; of `all`, such profiles are skipped
 */
export function rewrite(
  files: AwsFiles,
  selection: ProfileSelection,
  decide: (name: string, perFile: readonly ProfileKeys[]) => Decision,
): RewriteResult {
  // Parses both files at once; from here on `profile` is a look-up.
  files.profiles()
  const keysByFile = FILE_KINDS.map((kind) => profileKeysIn(files[kind].text, kind))
  const edits: Record<AwsFileKind, TextEdit[]> = { config: [], credentials: [] }
  const changed: string[] = []
  const skipped: SkippedProfile[] = []
  const names = selection === 'all' ? files.profileNames() : [...new Set(selection)]
  for (const name of names) {
    if (selection !== 'all') loadProfile(files, name)
    const perFile = keysByFile.flatMap((byName) => byName.get(name) ?? [])
    const decision = attempt(selection === 'all', () => decide(name, perFile))
    if (typeof decision === 'string') {
      skipped.push({ profile: name, reason: decision })
      continue
    }
    changed.push(name)
    for (const kind of FILE_KINDS) edits[kind].push(...(decision[kind] ?? []))
  }
  const textOf = (kind: AwsFileKind): string => applyEdits(files[kind].text, edits[kind])
  const texts = { config: textOf('config'), credentials: textOf('credentials') }
  return { texts, changed, skipped }
}

/** @param lenient true to return an error's message as the reason to skip the profile */
function attempt(lenient: boolean, work: () => Decision): Decision {
  try {
    return work()
  } catch (error) {
    if (lenient && isRolecallError(error)) return error.message
    throw error
  }
}
