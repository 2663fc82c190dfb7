import type { Dialect } from '../section-header.js'
import { profileSections } from '../aws-files.js'
import { preferred, propertiesOf, type Property, type Section } from '../grammar.js'
import { callsRolecall } from './credential-process.js'
import { PREFIX } from '../profile.js'

/*
 * An adopted profile
 *
 *     [profile dev]
 *     # adopted by rolecall: "rolecall eject" turns this back
 *     credential_process = rolecall process --profile dev
 *     rolecall_role_arn = arn:aws:iam::210987654321:role/admin
 *     rolecall_source_profile = base
 *     region = eu-west-1
 *
 * Two lines are put in below the header, and every key that an SDK would take to mean something beside
 * them is hidden where it stands. To take both away again leaves what was there before, to the byte: no
 * copy of it is needed.
 */

export const MARK = '# adopted by rolecall: "rolecall eject" turns this back'

/**
 * What an SDK takes before `credential_process`, or refuses beside it (contracts §1.6, §4.3). Not here: the keys
 * themselves, which SDKs look for in the profile of this name.
 */
export const COMPETING: readonly string[] = [
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

/** The same, and what is said of it. */
const HIDDEN: ReadonlySet<string> = new Set([
  ...COMPETING,
  'mfa_serial',
  'external_id',
  'duration_seconds',
  'role_session_name',
  'sso_registration_scopes',
  'credential_process',
])

/** What of a profile one file holds, with respect to adoption. */
export interface ProfileKeys {
  dialect: Dialect
  sections: readonly Section[]
  /** Keys that SDKs would see. */
  open: readonly Property[]
  /** The same keys with our prefix. */
  hidden: readonly Property[]
  /** Lines by which SDKs ask rolecall. */
  asking: readonly Property[]
}

/** What each profile of a text holds, by its name, in the order of the text. */
export function profileKeysIn(text: string, dialect: Dialect): Map<string, ProfileKeys> {
  const holdings = new Map<string, ProfileKeys>()
  for (const [name, all] of profileSections(text, dialect)) {
    const sections = preferred(all)
    const properties = sections.flatMap((section) => propertiesOf(text, section))
    const asking = properties.filter(isAsking)
    const open = properties.filter((line) => HIDDEN.has(line.key) && !asking.includes(line))
    const hidden = properties.filter(({ key }) => isHiddenKey(key))
    holdings.set(name, { dialect, sections, open, hidden, asking })
  }
  return holdings
}

/** How a key is spelt in a profile that SDKs ask rolecall for. */
export function hiddenKey(key: string): string {
  return HIDDEN.has(key) ? PREFIX + key : key
}

function isHiddenKey(key: string): boolean {
  return key.startsWith(PREFIX) && HIDDEN.has(key.slice(PREFIX.length))
}

function isAsking({ key, value }: Property): boolean {
  return key === 'credential_process' && callsRolecall(value)
}
