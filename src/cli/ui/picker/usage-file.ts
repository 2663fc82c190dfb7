import { join } from 'node:path'
import { usedAgain, weightAt, type Usage } from './frecency.js'
import { readIfPresent, writePrivate } from '../../../system/files/atomic-file.js'
import type { Host } from '../../../system/host.js'
import { STATE_PATHS } from '../../../system/state-paths.js'

/** What weighs less was last used months ago. */
const FORGOTTEN = 0.001

const pathOf = ({ paths }: Host): string => join(paths.state, STATE_PATHS.usage)

/** Which profiles are used here, by name. No more than a ranking hangs on it: a damaged file counts as none. */
export function readUsages(host: Host): Map<string, Usage> {
  try {
    const said: unknown = JSON.parse(readIfPresent(pathOf(host))?.toString() ?? '{}')
    return new Map(Object.entries(said as object).filter(isUsageOf))
  } catch {
    return new Map()
  }
}

/** Counts one use of a profile. Of two at the same moment one may be lost. */
export function noteUse(host: Host, profile: string): void {
  const now = host.now().at
  const usages = readUsages(host)
  usages.set(profile, usedAgain(usages.get(profile), now))
  const kept = [...usages].filter(([, usage]) => weightAt(usage, now) > FORGOTTEN)
  try {
    writePrivate(pathOf(host), JSON.stringify(Object.fromEntries(kept)))
  } catch {
    // A state folder that cannot be written to spoils the ranking, not the switch.
  }
}

function isUsageOf(entry: [string, unknown]): entry is [string, Usage] {
  const [, usage] = entry as [string, Partial<Usage> | null]
  return Number.isFinite(usage?.weight) && Number.isFinite(usage?.at)
}
