import { REGIONS } from '../core/regions.js'
import { secondsLeft } from '../core/freshness.js'
import { awsFiles } from '../system/files/aws-files.js'
import type { Host } from '../system/host.js'
import { listIndexEntries } from '../secrets/secret-index.js'

/** What completion may ask for, by the kinds of the command specs. */
const LISTS: Readonly<Record<string, (host: Host, prefix: string) => readonly string[]>> = {
  profile: (host, prefix) => awsFiles(host).profileNames(prefix),
  region: () => REGIONS,
  session: profilesWithSessions,
}

// eslint-disable-next-line no-control-regex -- a name with one would break the list, and the terminal
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/

/**
 * Answers `__complete KIND [PREFIX]`, the word that the completions of the shells call at every TAB: one name a line.
 * A person who presses a key gets names or nothing, never an error.
 * @returns undefined where this is another command
 */
export function complete(host: Host): string | undefined {
  const [word, kind = '', prefix = ''] = host.argv
  if (word !== '__complete') return undefined
  try {
    const names = Object.hasOwn(LISTS, kind) ? (LISTS[kind]?.(host, prefix) ?? []) : []
    return names
      .filter((name) => name.startsWith(prefix) && !CONTROL.test(name))
      .map((name) => `${name}\n`)
      .join('')
  } catch {
    return ''
  }
}

function profilesWithSessions(host: Host): string[] {
  const now = host.now()
  const entries = listIndexEntries('session', host.paths.state)
  const alive = entries.filter((entry) => secondsLeft(entry, now) > 0)
  return [...new Set(alive.map(({ profile }) => profile))].sort()
}
