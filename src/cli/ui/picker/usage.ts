import { writePrivate } from '../../../system/files/atomic-file.js'
import { readOwnFile } from '../../../system/files/read-own-file.js'
import type { Host } from '../../../system/host.js'
import { join } from '../../../system/path.js'
import { STATE_PATHS } from '../../../system/state-paths.js'

/** How often and how recently a profile was used ("frecency"), as one number that decays. */
export interface Usage {
  /** One for each use, halved every {@link HALF_LIFE_MS}; as of {@link at}. */
  weight: number
  /** Milliseconds since 1970. */
  at: number
}

/** Four days: a role used daily last week and one used twice today rank about equal. */
const HALF_LIFE_MS = 4 * 86_400_000

/** A lower weight is dropped from the file; the last use was then months ago. */
const MIN_WEIGHT = 0.001

/** @param now milliseconds since 1970 */
export function weightAt(usage: Usage | undefined, now: number): number {
  if (!usage) return 0
  // If the clock was set back, the weight must not grow.
  return usage.weight * 0.5 ** (Math.max(0, now - usage.at) / HALF_LIFE_MS)
}

/** The usage after one more use. */
export function usedAgain(usage: Usage | undefined, now: number): Usage {
  return { weight: weightAt(usage, now) + 1, at: now }
}

/** The usage of profiles, by name. It only affects ranking: a damaged file counts as empty. */
export function readUsages(host: Host): Map<string, Usage> {
  try {
    const parsed: unknown = JSON.parse(readOwnFile(pathOf(host))?.toString() ?? '{}')
    return new Map(Object.entries(parsed as object).filter(isUsageEntry))
  } catch {
    return new Map()
  }
}

/** Counts one use of a profile. Of two uses at the same moment one may be lost. */
export function noteUse(host: Host, profile: string): void {
  const now = host.now().at
  const usages = readUsages(host)
  usages.set(profile, usedAgain(usages.get(profile), now))
  const recent = [...usages].filter(([, usage]) => weightAt(usage, now) > MIN_WEIGHT)
  try {
    writePrivate(pathOf(host), JSON.stringify(Object.fromEntries(recent)))
  } catch {
    // A state folder that is not writable costs the ranking, not the switch.
  }
}

const pathOf = ({ paths }: Host): string => join(paths.state, STATE_PATHS.usage)

function isUsageEntry(entry: [string, unknown]): entry is [string, Usage] {
  const [, usage] = entry as [string, Partial<Usage> | null]
  return Number.isFinite(usage?.weight) && Number.isFinite(usage?.at)
}
