import { NO_EVIDENCE, type Evidence } from '../core/state/evidence.js'
import { assignedRole } from './assigned-roles.js'
import {
  allSections,
  findSections,
  effectiveSections,
  profileNamesIn,
  type Section,
} from './grammar.js'
import type { AwsFileKind, SectionType } from './section-header.js'
import { type Keys, keysIn, merged } from './keys.js'

/** The text of a file, '' if it does not exist, and its path for messages. */
export interface AwsText {
  path: string
  text: string
  /**
   * A shorter text with the same sections of this name. It contains each line that has the name and
   * starts with a bracket, up to the next line that starts with one. Absent if the whole text is as
   * fast to search.
   */
  around?: (name: string) => string
}

/** Both AWS files, merged. Only what is requested is parsed. */
export interface AwsFiles {
  config: AwsText
  credentials: AwsText
  /**
   * One profile's own keys, from both files. The credentials file takes precedence, as in every SDK
   * (docs/contracts.md §3.5). A name `ACCOUNT/ROLE` that no profile has is a role of IAM Identity
   * Center.
   */
  profile: (name: string) => Keys | undefined
  /**
   * Profile names in the order of the config file, then those only in the credentials file.
   * @param prefix returns only names that start with it
   */
  profileNames: (prefix?: string) => string[]
  /**
   * All profiles by name, in the order of {@link profileNames}. Later {@link profile} calls are
   * fast.
   */
  profiles: () => ReadonlyMap<string, Keys>
  /** Names of the config file's sections of a type. */
  sectionNames: (type: Exclude<SectionType, 'profile'>) => string[]
  /** A section of the config file that is not a profile. */
  section: (type: Exclude<SectionType, 'profile'>, name: string) => Keys | undefined
  /** Shows whose the sources are that profiles name. */
  evidence: Evidence
}

/** @param evidence of the sources that profiles name; by default there is none */
export function parseAwsFiles(
  config: AwsText,
  credentials: AwsText,
  evidence: Evidence = NO_EVIDENCE,
): AwsFiles {
  let all: ReadonlyMap<string, Keys> | undefined
  const own = (name: string): Keys | undefined => {
    if (all) return all.get(name)
    const ofConfig = keysOf(config, 'config', 'profile', name)
    return merged(ofConfig, keysOf(credentials, 'credentials', 'profile', name))
  }
  const files: AwsFiles = {
    config,
    credentials,
    profile: (name) =>
      own(name) ??
      (name.includes('/') ? assignedRole(name, files, own('default')?.get('region')) : undefined),
    profiles() {
      return (all ??= allProfiles(config, credentials))
    },
    profileNames: (prefix = '') => [
      ...new Set([
        ...profileNamesIn(config.text, 'config', prefix),
        ...profileNamesIn(credentials.text, 'credentials', prefix),
      ]),
    ],
    sectionNames: (type) =>
      allSections(config.text, 'config').flatMap((each) => (each.type === type ? [each.name] : [])),
    section: (type, name) => keysOf(config, 'config', type, name),
    evidence,
  }
  return files
}

function keysOf(
  file: AwsText,
  kind: AwsFileKind,
  type: SectionType,
  name: string,
): Keys | undefined {
  const text = file.around ? file.around(name) : file.text
  return keysIn({ text, path: file.path }, findSections(text, kind, type, name))
}

function allProfiles(config: AwsText, credentials: AwsText): ReadonlyMap<string, Keys> {
  const profiles = new Map<string, Keys>()
  for (const [name, sections] of profileSections(config.text, 'config')) {
    const keys = keysIn(config, effectiveSections(sections))
    if (keys) profiles.set(name, keys)
  }
  for (const [name, sections] of profileSections(credentials.text, 'credentials')) {
    const keys = merged(profiles.get(name), keysIn(credentials, sections))
    if (keys) profiles.set(name, keys)
  }
  return profiles
}

/** The sections of each profile in a text, including those that {@link effectiveSections} drops. */
export function profileSections(text: string, kind: AwsFileKind): Map<string, Section[]> {
  const byName = new Map<string, Section[]>()
  for (const section of allSections(text, kind)) {
    if (section.type !== 'profile') continue
    const same = byName.get(section.name)
    if (same) same.push(section)
    else byName.set(section.name, [section])
  }
  return byName
}
