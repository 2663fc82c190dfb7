import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { AwsFiles } from '../aws-files.js'
import { loadProfile } from '../load-profile.js'
import { FILE_KINDS, type AwsFileKind } from '../section-header.js'
import { applyEdits, type TextEdit } from '../text-edit.js'
import { profileKeysIn, type AdoptionLines } from './section.js'

/** Profile names, or all profiles of the AWS files. */
export type ProfileSelection = readonly string[] | 'all'

/** The config file after `adopt` or `eject`, and what changed. */
export interface EditedProfiles {
  /** The new texts of the files. */
  texts: Readonly<Record<AwsFileKind, string>>
  changed: readonly string[]
  /** Those of {@link changed} that were adopted already: only the program of their line is new. */
  mended: readonly string[]
  /** Keys of settings that were inserted into a profile. */
  added: ReadonlyMap<string, readonly string[]>
  skipped: readonly SkippedProfile[]
}

/** A profile that stays unchanged. */
export interface SkippedProfile {
  profile: string
  /** `it has no role` */
  reason: string
}

/** What happens to one profile. */
export type Decision =
  | {
      edits: Partial<Record<AwsFileKind, TextEdit[]>>
      isMended?: boolean
      added?: readonly string[]
    }
  /**
   * The reason to leave it unchanged, `it has no role`. For a profile that was selected by name,
   * that is an error with this hint, unless nothing had to be done.
   */
  | { skip: string; hint?: string; isDone?: boolean }

/**
 * Edits the selected profiles.
 * @param decide edits one profile, given its keys in each file that has it
 * @throws RolecallError if a selected name does not exist or is skipped, and what `decide`
 * throws for a selected name; of `all`, such profiles are skipped
 */
export function editProfiles(
  files: AwsFiles,
  selection: ProfileSelection,
  decide: (name: string, perFile: readonly AdoptionLines[]) => Decision,
): EditedProfiles {
  // Parses both files at once; from here on `profile` is a look-up.
  files.profiles()
  const keysByFile = FILE_KINDS.map((kind) => profileKeysIn(files[kind].text, kind))
  const edits: Record<AwsFileKind, TextEdit[]> = { config: [], credentials: [] }
  const changed: string[] = []
  const mended: string[] = []
  const added = new Map<string, readonly string[]>()
  const skipped: SkippedProfile[] = []
  const names = selection === 'all' ? files.profileNames() : [...new Set(selection)]
  for (const name of names) {
    if (selection !== 'all') loadProfile(files, name)
    const perFile = keysByFile.flatMap((byName) => byName.get(name) ?? [])
    const isNamed = selection !== 'all'
    const decision = attempt(!isNamed, () => decide(name, perFile))
    if ('skip' in decision) {
      const { skip: reason, hint, isDone } = decision
      if (isNamed && !isDone) {
        const message = `profile ${name} is not changed: ${reason}`
        throw new RolecallError('config', message, hint === undefined ? {} : { hint })
      }
      skipped.push({ profile: name, reason })
      continue
    }
    changed.push(name)
    if (decision.isMended) mended.push(name)
    if (decision.added?.length) added.set(name, decision.added)
    for (const kind of FILE_KINDS) edits[kind].push(...(decision.edits[kind] ?? []))
  }
  const textOf = (kind: AwsFileKind): string => applyEdits(files[kind].text, edits[kind])
  const texts = { config: textOf('config'), credentials: textOf('credentials') }
  return { texts, changed, mended, added, skipped }
}

/** @param lenient true to return an error's message as the reason to skip the profile */
function attempt(lenient: boolean, work: () => Decision): Decision {
  try {
    return work()
  } catch (error) {
    if (lenient && isRolecallError(error)) return { skip: error.message }
    throw error
  }
}
