import { realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Host } from '../../host.js'
import { ownFiles } from '../own-files.js'

/** Where Node, rolecall and its launcher are, most stable path first. */
export interface Candidates {
  node: readonly string[]
  script: readonly string[]
  /** Empty without a launcher. */
  launcher: readonly string[]
}

/** Folders of links that stay at their place when a package manager updates what they lead to. */
const LINK_FOLDERS = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/opt/homebrew/bin',
  '/home/linuxbrew/.linuxbrew/bin',
  '/opt/local/bin',
  '/run/current-system/sw/bin',
]

/** The paths of the Node and the rolecall that run now: links that lead to them, then the files. */
export function ownPaths(): Candidates {
  const { node, script, launcher } = ownFiles()
  return {
    node: [...linksTo(node, 'node'), node],
    script: [...linksTo(script, 'rolecall'), script],
    launcher: launcher === undefined ? [] : [...linksTo(launcher, 'rolecall'), launcher],
  }
}

function linksTo(file: string, name: string): string[] {
  const own = resolved(file)
  if (process.platform === 'win32') return []
  return LINK_FOLDERS.map((folder) => join(folder, name)).filter((path) => resolved(path) === own)
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** `v20.20.0`, `20`, `rolecall@0.1.0`, `node-22.1.0`: the folder of one version among others. */
const VERSION = /^(.*[@-])?v?\d+(\.\d+)*([-+_].*)?$/

/** The placeholder for one part of a path in {@link versionPatterns}. */
export const ANY_VERSION = Symbol('any version')

/** Parts of a path, joined without a separator. */
export type PathPattern = readonly (string | typeof ANY_VERSION)[]

/**
 * Patterns that match the same file in the folders of other versions: nvm, fnm, asdf, mise, Volta,
 * Homebrew's Cellar and pnpm have a folder for each. A part is replaced only if its folder belongs
 * to this user or root and is not open to everyone: no other user must be able to add a match.
 */
export function versionPatterns(
  paths: readonly string[],
  { paths: { home } }: Pick<Host, 'paths'>,
): PathPattern[] {
  return paths.flatMap((path) => {
    const pattern = versionPattern(path, home)
    return pattern.includes(ANY_VERSION) ? [pattern] : []
  })
}

function versionPattern(path: string, home: string): PathPattern {
  const isBelowHome = path.startsWith(join(home, sep))
  const start = isBelowHome ? home.length : 0
  const pattern: (string | typeof ANY_VERSION)[] = []
  let literal = path.slice(0, start)
  let folder = literal
  for (const part of path.slice(start).split(sep).slice(1)) {
    const prefix = VERSION.test(part) ? (/^(.*[@-])?/.exec(part)?.[0] ?? '') : undefined
    if (prefix !== undefined && hasSafeEntries(folder || sep)) {
      pattern.push(`${literal}${sep}${prefix.replace(/v?\d.*$/, '')}`, ANY_VERSION)
      literal = ''
    } else {
      literal += sep + part
    }
    folder += sep + part
  }
  return [...pattern, literal]
}

/** True if only this user, root, and members of the folder's group can add entries. */
function hasSafeEntries(folder: string): boolean {
  try {
    const { uid, mode } = statSync(folder)
    return (uid === 0 || uid === process.getuid?.()) && (mode & 0o002) === 0
  } catch {
    return false
  }
}
