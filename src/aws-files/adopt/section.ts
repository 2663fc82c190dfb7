import { profileSections } from '../aws-files.js'
import { effectiveSections, type Section } from '../grammar.js'
import { propertiesOf, type Property } from '../properties.js'
import { KEY_PREFIX } from '../profile.js'
import type { AwsFileKind } from '../section-header.js'
import { callsRolecall } from './recognize-process-command.js'

/*
 * An adopted profile
 *
 *     [profile dev]
 *     # adopted by rolecall; "rolecall eject" undoes this
 *     credential_process = rolecall process --profile dev
 *     rolecall_role_arn = arn:aws:iam::210987654321:role/admin
 *     rolecall_source_profile = base
 *     region = eu-west-1
 *
 * Adopting inserts two lines below the header, and adds a prefix to every key that SDKs would use
 * instead of them or together with them. Settings that the profile has from `include_profile`,
 * which SDKs ignore, are inserted as well, each below a mark of its own. Undoing all this restores
 * the profile byte for byte, so that no copy of it is needed.
 */

/** The comment above the inserted line, as each version wrote it, newest first. */
export const MARKS = [
  '# adopted by rolecall; "rolecall eject" undoes this',
  '# adopted by rolecall: "rolecall eject" turns this back',
] as const

/** The comment above each inserted setting that comes from `include_profile`. */
export const INHERITED_MARK =
  '# from include_profile, for SDKs; "rolecall eject" removes this and the next line'

/**
 * Keys that SDKs prefer to `credential_process`, or reject next to it (docs/contracts.md §1.6,
 * §4.3). Access keys are not among them: SDKs read those from the profile of this name only.
 */
export const COMPETING_KEYS: readonly string[] = [
  'role_arn',
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
  'login_session',
]

/** Keys that adopting hides: the competing keys, and those that only have a meaning with them. */
const HIDDEN_KEYS: ReadonlySet<string> = new Set([
  ...COMPETING_KEYS,
  'mfa_serial',
  'external_id',
  'duration_seconds',
  'role_session_name',
  'sso_registration_scopes',
  'credential_process',
])

/** The lines of one profile in one file that matter for adoption. */
export interface AdoptionLines {
  kind: AwsFileKind
  sections: readonly Section[]
  /** Keys to hide that SDKs still see. */
  visible: readonly Property[]
  /** The same keys with the prefix. */
  prefixed: readonly Property[]
  /** `credential_process` lines that run rolecall. */
  processLines: readonly Property[]
  /** Settings that adopting inserted. */
  inherited: readonly Property[]
}

/** The keys of each profile in a text, by profile name, in the order of the text. */
export function profileKeysIn(text: string, kind: AwsFileKind): Map<string, AdoptionLines> {
  const byName = new Map<string, AdoptionLines>()
  for (const [name, all] of profileSections(text, kind)) {
    const sections = effectiveSections(all)
    const properties = sections.flatMap((section) => propertiesOf(text, section))
    const processLines = properties.filter(runsRolecall)
    const visible = properties.filter((line) => HIDDEN_KEYS.has(line.key) && !runsRolecall(line))
    const prefixed = properties.filter(({ key }) => isHiddenKey(key))
    const inherited = properties.filter(
      ({ start }) => startWithMark(text, start, [INHERITED_MARK]) < start,
    )
    byName.set(name, { kind, sections, visible, prefixed, processLines, inherited })
  }
  return byName
}

/** @returns the start of the line before this one if that is one of the marks, else `start` */
export function startWithMark(text: string, start: number, marks: readonly string[]): number {
  const before = text.lastIndexOf('\n', start - 2) + 1
  const line = text.slice(before, start).trimEnd()
  return marks.includes(line) ? before : start
}

/** The spelling of a key in an adopted profile. */
export function hiddenKey(key: string): string {
  return HIDDEN_KEYS.has(key) ? KEY_PREFIX + key : key
}

function isHiddenKey(key: string): boolean {
  return key.startsWith(KEY_PREFIX) && HIDDEN_KEYS.has(key.slice(KEY_PREFIX.length))
}

function runsRolecall({ key, value }: Property): boolean {
  return key === 'credential_process' && callsRolecall(value)
}
