import { utf8Text } from '../system/bytes.js'
import { parseObject } from '../core/json.js'
import { removeFile, writeFleeting } from '../system/files/atomic-file.js'
import { readOwnFile } from '../system/files/read-own-file.js'
import { join } from '../system/path.js'
import { isSharedFailure, type SharedFailure } from './shared-result.js'

/**
 * How long a failure is repeated. The JavaScript SDK starts a helper that failed a second time at
 * once; a user who tries again is slower.
 */
const MEMORY_MS = 5000

/** The JSON of one file. Older versions of rolecall read it too, so the names stay. */
interface Entry {
  /** Milliseconds since 1970. */
  at: number
  /** Process IDs of the programs that received the failure. */
  askers: number[]
  failure: SharedFailure
}

/**
 * The last failure of each single-flight: a small file without secrets, written under its lock.
 * A program that received a failure gets the same one again for a few seconds.
 */
export interface RecentFailures {
  /** @returns undefined if this program did not receive a failure in the last five seconds */
  recall: (key: string, callerPid: number) => SharedFailure | undefined
  remember: (key: string, callerPids: readonly number[], failure: SharedFailure) => void
  forget: (key: string) => void
}

/**
 * @param folder created with the first failure
 * @param now milliseconds since 1970
 */
export function recentFailures(folder: string, now: () => number): RecentFailures {
  const pathOf = (key: string): string => join(folder, key)
  return {
    recall(key, callerPid) {
      const last = readEntry(pathOf(key))
      if (!last?.askers.includes(callerPid)) return undefined
      return Math.abs(now() - last.at) < MEMORY_MS ? last.failure : undefined
    },
    remember(key, callerPids, failure) {
      if (callerPids.length === 0) return
      const entry: Entry = { at: now(), askers: [...new Set(callerPids)], failure }
      writeFleeting(pathOf(key), JSON.stringify(entry))
    },
    forget: (key) => removeFile(pathOf(key)),
  }
}

/** @returns undefined if the file is missing, unreadable or not an entry */
function readEntry(path: string): Entry | undefined {
  try {
    const { at, askers, failure } = parseObject(utf8Text(readOwnFile(path) ?? EMPTY)) ?? {}
    const isComplete = typeof at === 'number' && Array.isArray(askers) && isSharedFailure(failure)
    return isComplete ? { at, askers: askers as number[], failure } : undefined
  } catch {
    return undefined
  }
}

const EMPTY = new Uint8Array()
