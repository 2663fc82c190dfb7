import type { Dialect, SectionType } from './aws-header.js'
import { allSections, findSections, propertiesOf } from './aws-text.js'

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
  /** In the order of the config file, then those that only the credentials file has. */
  profileNames(): string[]
  /** A section of the config file that is no profile. */
  section(type: Exclude<SectionType, 'profile'>, name: string): Keys | undefined
}

export function openAwsFiles(config: AwsText, credentials: AwsText): AwsFiles {
  return {
    config,
    credentials,
    profile(name) {
      const ofConfig = keysOf(config, 'config', 'profile', name)
      const ofCredentials = keysOf(credentials, 'credentials', 'profile', name)
      if (!ofConfig || !ofCredentials) return ofConfig ?? ofCredentials
      return new Map([...ofConfig, ...ofCredentials])
    },
    profileNames() {
      const sections = [
        ...allSections(config.text, 'config'),
        ...allSections(credentials.text, 'credentials'),
      ]
      return [...new Set(sections.filter(({ type }) => type === 'profile').map(({ name }) => name))]
    },
    section: (type, name) => keysOf(config, 'config', type, name),
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
  const sections = findSections(text, dialect, type, name)
  if (sections.length === 0) return undefined
  const keys = new Map<string, Value>()
  for (const { key, value } of sections.flatMap((section) => propertiesOf(text, section))) {
    if (value !== '') keys.set(key, { value, path })
  }
  return keys
}
