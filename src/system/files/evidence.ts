import { parseAssignments } from '../../core/state/assignments.js'
import type { Evidence } from '../../core/state/evidence.js'
import { canonicalJson, isNonEmptyString, parseObject } from '../../core/json.js'
import { sha1 } from '../../core/digest/sha1.js'
import { once } from '../../core/once.js'
import { parseSsoIdentity, ssoIdentity, ssoSignInKey } from '../../core/state/sso-sign-in.js'
import { sha256 } from '../../core/digest/sha256.js'
import { storedKeyName } from '../../core/state/stored-key.js'
import { surroundings } from '../../core/state/surroundings.js'
import { utf8Text } from '../bytes.js'
import type { Host } from '../host.js'
import { join } from '../path.js'
import { STATE_PATHS } from '../state-paths.js'
import { writePrivate } from './atomic-file.js'
import { namesIn, readIfPresent, readOwnFile } from './read-own-file.js'
import { textOfRegularFile } from './read-file.js'

type EvidenceHost = Pick<Host, 'paths' | 'env' | 'cwd'>

/** Reads each file at most once. What has been read is not read again, so that a plan holds. */
export function readEvidence(host: EvidenceHost): Evidence {
  const { paths, env } = host
  const texts = new Map<string, string | undefined>()
  const textOf = (path: string): string | undefined => {
    if (!texts.has(path)) texts.set(path, textOfRegularFile(path))
    return texts.get(path)
  }
  const keys = join(paths.state, STATE_PATHS.keys)
  const lists = join(paths.state, STATE_PATHS.assignments)
  // One reading of the folder answers for every profile that has no stored key.
  const indexed = once(() => new Set(namesOf(keys)))
  const hashOf = (path: string): string | undefined => hashOfText(textOf(path))
  return {
    hashOf,
    ssoSignIn(id) {
      const text = textOf(join(paths.home, '.aws', 'sso', 'cache', `${sha1(id)}.json`))
      const own = join(paths.state, STATE_PATHS.ssoSignIns, `${ssoSignInKey(id)}.json`)
      return ssoIdentity(hashOfMember(text, 'accessToken'), ownFile(own, parseSsoIdentity))
    },
    consoleSignIn(session) {
      const folder = env['AWS_LOGIN_CACHE_DIRECTORY'] ?? join(paths.home, '.aws', 'login', 'cache')
      return hashOfMember(textOf(join(folder, `${sha256(session.trim())}.json`)), 'dpopKey')
    },
    assigned: once(() =>
      namesOf(lists).flatMap((name) => ownFile(join(lists, name), parseAssignments) ?? []),
    ),
    signedIn: (origin, isCommand) => readUser(pathOf(host, origin, isCommand)),
    storedKey(profile) {
      // Before the name, which is a hash: most users store no key.
      if (indexed().size === 0) return undefined
      const name = `${storedKeyName(profile)}.json`
      return indexed().has(name) ? accessKeyIdIn(join(keys, name)) : undefined
    },
  }
}

function namesOf(folder: string): string[] {
  try {
    return namesIn(folder)
  } catch {
    return []
  }
}

/** The index is written in src/secrets/, which also reads the rest of an entry. */
function accessKeyIdIn(path: string): string | undefined {
  const id = ownFile(path, parseObject)?.['accessKeyId']
  return isNonEmptyString(id) ? id : undefined
}

/** @returns undefined if there is no such file, or if it cannot be read */
function ownFile<T>(path: string, parse: (text: string) => T | undefined): T | undefined {
  try {
    const data = readOwnFile(path)
    return data && parse(utf8Text(data))
  } catch {
    return undefined
  }
}

/** @returns undefined if the text is not a JSON object with this member */
function hashOfMember(text: string | undefined, name: string): string | undefined {
  const value = text === undefined ? undefined : parseObject(text)?.[name]
  return isNonEmptyString(value) ? sha256(value) : undefined
}

/** White space around a token does not count: STS never sees it. */
function hashOfText(text: string | undefined): string | undefined {
  const token = text?.trim()
  return token ? sha256(token) : undefined
}

/**
 * Remembers who signed in, for {@link Evidence.signedIn}. Best effort: if the file cannot be
 * written, the next process has to ask.
 */
export function rememberUser(
  host: EvidenceHost,
  { user, origin, isCommand }: { user: string; origin: object; isCommand: boolean },
): void {
  try {
    const path = pathOf(host, origin, isCommand)
    if (readUser(path) !== user) writePrivate(path, user)
  } catch {
    // The next process asks again.
  }
}

function pathOf({ paths, env, cwd }: EvidenceHost, origin: object, isCommand: boolean): string {
  const seen = isCommand ? { origin, surroundings: surroundings(env, cwd, true) } : { origin }
  return join(paths.state, STATE_PATHS.users, sha256(canonicalJson(seen)))
}

function readUser(path: string): string | undefined {
  try {
    const data = readIfPresent(path)
    const user = data ? utf8Text(data) : ''
    return /^[0-9a-f]{64}$/.test(user) ? user : undefined
  } catch {
    return undefined
  }
}
