import type { Dialect, SectionType } from './section-header.js'
import {
  allSections,
  findSections,
  preferred,
  profileNamesIn,
  propertiesOf,
  type Section,
} from './grammar.js'

/**
 * A file's text and the path that messages call it by. A file that does not exist has the text ''.
 */
export interface AwsText {
  path: string
  text: string
}

/** A value and the file that it came from. */
export interface Value {
  value: string
  path: string
}

/**
 * What a section says, by lower-case key. A Map, so that `__proto__` and `constructor` are keys
 * like any other.
 */
export type Keys = ReadonlyMap<string, Value>

/** Both AWS files as one; nothing is parsed before it is asked for. */
export interface AwsFiles {
  config: AwsText
  credentials: AwsText
  /**
   * One profile's own keys, from both files; for the same key the credentials file wins, as in
   * every SDK (contracts §3.5).
   */
  profile(name: string): Keys | undefined
  /**
   * In the order of the config file, then those that only the credentials file has.
   * @param prefix only names that begin so
   */
  profileNames(prefix?: string): string[]
  /** Every profile by its name, in the order of {@link profileNames}: one pass over the files, and {@link profile} is fast from then on. */
  profiles(): ReadonlyMap<string, Keys>
  /** A section of the config file that is no profile. */
  section(type: Exclude<SectionType, 'profile'>, name: string): Keys | undefined
  /** The SHA-256, in hex, of a file that a profile points to; undefined where that is no ordinary file. */
  hashOf(path: string): string | undefined
}

export function openAwsFiles(
  config: AwsText,
  credentials: AwsText,
  hashOf: AwsFiles['hashOf'] = () => undefined,
): AwsFiles {
  let all: ReadonlyMap<string, Keys> | undefined
  return {
    config,
    credentials,
    profile(name) {
      if (all) return all.get(name)
      const ofConfig = keysOf(config, 'config', 'profile', name)
      return joined(ofConfig, keysOf(credentials, 'credentials', 'profile', name))
    },
    profiles() {
      return (all ??= allProfiles(config, credentials))
    },
    profileNames: (prefix = '') => [
      ...new Set([
        ...profileNamesIn(config.text, 'config', prefix),
        ...profileNamesIn(credentials.text, 'credentials', prefix),
      ]),
    ],
    section: (type, name) => keysOf(config, 'config', type, name),
    hashOf,
  }
}

/**
 * A key without a value counts as absent, as in the JavaScript SDK: it neither sets nor hides
 * anything.
 */
function keysOf(
  { text, path }: AwsText,
  dialect: Dialect,
  type: SectionType,
  name: string,
): Keys | undefined {
  return keysIn({ text, path }, findSections(text, dialect, type, name))
}

function keysIn({ text, path }: AwsText, sections: readonly Section[]): Keys | undefined {
  if (sections.length === 0) return undefined
  const keys = new Map<string, Value>()
  for (const { key, value } of sections.flatMap((section) => propertiesOf(text, section))) {
    if (value !== '') keys.set(key, { value, path })
  }
  return keys
}

function joined(ofConfig: Keys | undefined, ofCredentials: Keys | undefined): Keys | undefined {
  if (!ofConfig || !ofCredentials) return ofConfig ?? ofCredentials
  return new Map([...ofConfig, ...ofCredentials])
}

function allProfiles(config: AwsText, credentials: AwsText): ReadonlyMap<string, Keys> {
  const profiles = new Map<string, Keys>()
  for (const [name, sections] of profileSections(config.text, 'config')) {
    const keys = keysIn(config, preferred(sections))
    if (keys) profiles.set(name, keys)
  }
  for (const [name, sections] of profileSections(credentials.text, 'credentials')) {
    const keys = joined(profiles.get(name), keysIn(credentials, sections))
    if (keys) profiles.set(name, keys)
  }
  return profiles
}

/** Where each profile of a file stands, those that do not count included. */
export function profileSections(text: string, dialect: Dialect): Map<string, Section[]> {
  const byName = new Map<string, Section[]>()
  for (const section of allSections(text, dialect)) {
    if (section.type !== 'profile') continue
    const same = byName.get(section.name)
    if (same) same.push(section)
    else byName.set(section.name, [section])
  }
  return byName
}
