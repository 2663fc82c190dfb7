import type { Assignments } from '../../core/state/assignments.js'
import { profileSections, type AwsFiles } from '../aws-files.js'
import { applyEdits, lineBreakAt, type TextEdit } from '../text-edit.js'
import { nameRoles, type Naming, type NamedRole } from './names.js'
import { isOwnSection, removals, valueEdit } from './section-edits.js'
import { targetOf, isMarked, isFor, linesOf } from './populated-profile.js'

/** Which profiles `populate` writes, and how it names them. */
export interface PopulateOptions extends Naming {
  /** Written into new profiles. */
  region?: string | undefined
  /** Remove marked profiles whose role is not assigned any more. */
  prune?: boolean
}

/** What happened to the profiles, by name. */
export interface PopulateResult {
  /** The new text of the config file. */
  text: string
  added: string[]
  /** Profiles that are there already. */
  present: string[]
  /** Marked profiles that now lead to another account or role. */
  changed: string[]
  pruned: string[]
  /** Marked profiles of roles that are not assigned any more. */
  orphans: string[]
  /** Marked profiles that are due to go, but to which a person has added lines. */
  kept: string[]
  /** Names that are taken by a profile for something else. */
  taken: string[]
}

/**
 * Writes a profile for each assigned role into the config file. Every other character stays.
 * @throws RolecallError 'usage' for a template that cannot be used
 */
export function populate(
  files: AwsFiles,
  list: Assignments,
  options: PopulateOptions,
): PopulateResult {
  const profiles = files.profiles()
  const marked = new Map<string, string>()
  for (const [name, keys] of profiles) {
    if (isMarked(keys, list)) marked.set(name, targetOf(keys))
  }
  const nameByTarget = new Map([...marked].map(([name, target]) => [target, name]))
  const assigned = new Set(
    list.accounts.flatMap(({ id, roles }) => roles.map((role) => `${id}/${role}`)),
  )
  const result = emptyResult()
  const edits: TextEdit[] = []
  const isNew = new Set<string>()
  const sections: string[][] = []
  for (const named of nameRoles(list, options)) {
    const target = `${named.account.id}/${named.role}`
    const known = nameByTarget.get(target)
    if (known !== undefined) {
      result.present.push(known)
      continue
    }
    const [name = ''] = named.names
    const keys = profiles.get(name)
    if (isNew.has(name)) result.taken.push(name)
    else if (!keys) {
      isNew.add(name)
      result.added.push(name)
      sections.push(linesOf(name, named, list, options.region))
    } else if (isFor(keys, target, list)) result.present.push(name)
    else if (marked.has(name) && !assigned.has(marked.get(name) ?? '')) {
      result.changed.push(name)
      edits.push(...retarget(files.config.text, name, named))
      marked.delete(name)
    } else result.taken.push(name)
  }
  const orphans = [...marked].flatMap(([name, target]) => (assigned.has(target) ? [] : [name]))
  if (!options.prune) result.orphans = orphans
  const text = applyEdits(files.config.text, edits)
  const remaining = options.prune ? withoutProfiles(text, orphans, result) : text
  return { ...result, text: withSections(remaining, sections) }
}

/** Removes every profile that {@link populate} wrote for a sign-in, so that no byte differs. */
export function unpopulate(
  files: AwsFiles,
  list: Pick<Assignments, 'session' | 'startUrl'>,
): PopulateResult {
  const names = [...files.profiles()].flatMap(([name, keys]) =>
    isMarked(keys, list) ? [name] : [],
  )
  const result = emptyResult()
  const text = withoutProfiles(files.config.text, names, result)
  return { ...result, text }
}

function emptyResult(): PopulateResult {
  return {
    ...{ text: '', added: [], present: [], changed: [], pruned: [] },
    ...{ orphans: [], kept: [], taken: [] },
  }
}

/** Appends sections, each after a blank line. */
function withSections(text: string, sections: readonly string[][]): string {
  if (sections.length === 0) return text
  const lineBreak = lineBreakAt(text, text.length)
  const block = sections.map((lines) => lines.map((line) => line + lineBreak).join(''))
  // One line break in any case, which removing the sections takes away again.
  return text + (text === '' ? '' : lineBreak) + block.join(lineBreak)
}

function retarget(text: string, name: string, { account, role }: NamedRole): TextEdit[] {
  const sections = profileSections(text, 'config').get(name) ?? []
  return [
    ...valueEdit(text, sections, 'sso_account_id', account.id),
    ...valueEdit(text, sections, 'sso_role_name', role),
  ]
}

function withoutProfiles(text: string, names: readonly string[], result: PopulateResult): string {
  const all = profileSections(text, 'config')
  const gone = names.flatMap((name) => {
    const sections = all.get(name) ?? []
    const isOwn = sections.length === 1 && sections.every((each) => isOwnSection(text, each))
    ;(isOwn ? result.pruned : result.kept).push(name)
    return isOwn ? sections : []
  })
  return applyEdits(text, removals(text, gone))
}
