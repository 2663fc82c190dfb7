import { join } from 'node:path'
import { readIfPresent, removeFile, writeFleeting } from '../system/files/atomic-file.js'
import { parseObject } from '../core/json.js'
import { isFailure, type Failure } from './shared-result.js'

/** Milliseconds: the JavaScript SDK calls a helper that failed a second time at once. A person who tries again is slower. */
const MEMORY = 5000

interface Remembered {
  /** Milliseconds since 1970. */
  at: number
  /** Process ids of the programs that have been told. */
  askers: number[]
  failure: Failure
}

/** The last failure of each step: one small file, without a secret, under the step's lock. */
export interface RecentFailures {
  /** What this program was told moments ago. */
  recall(key: string, asker: number): Failure | undefined
  remember(key: string, askers: readonly number[], failure: Failure): void
  forget(key: string): void
}

/**
 * @param folder created with the first failure
 * @param now milliseconds since 1970
 */
export function recentFailures(folder: string, now: () => number): RecentFailures {
  const pathOf = (key: string): string => join(folder, key)
  return {
    recall(key, asker) {
      const last = recalled(pathOf(key))
      const counts = last?.askers.includes(asker) && Math.abs(now() - last.at) < MEMORY
      return counts ? last?.failure : undefined
    },
    remember(key, askers, failure) {
      if (askers.length === 0) return
      const entry: Remembered = { at: now(), askers: [...new Set(askers)], failure }
      writeFleeting(pathOf(key), JSON.stringify(entry))
    },
    forget: (key) => removeFile(pathOf(key)),
  }
}

/** @returns undefined for what cannot be read, or made sense of: nobody is told anything then */
function recalled(path: string): Remembered | undefined {
  try {
    const { at, askers, failure } = parseObject(readIfPresent(path)?.toString() ?? '') ?? {}
    const isWhole = typeof at === 'number' && Array.isArray(askers) && isFailure(failure)
    return isWhole ? { at, askers: askers as number[], failure } : undefined
  } catch {
    return undefined
  }
}
