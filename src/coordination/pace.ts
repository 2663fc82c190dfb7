import { sha256 } from '../core/digest/sha256.js'
import { isRolecallError } from '../core/errors.js'
import { utf8Text } from '../system/bytes.js'
import { writeFleeting } from '../system/files/atomic-file.js'
import { readOwnFile } from '../system/files/read-own-file.js'
import { acquireLock } from '../system/files/acquire-lock.js'
import { isSystemError } from '../system/files/system-error.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { machineMonotonicMs, sleep } from '../system/time.js'

/** A limit as services have it: a bucket with so many requests, which fills again. */
export interface PaceLimit {
  perSecond: number
  burst: number
}

/** As long as a process waits for another one that notes its request, milliseconds. */
const LOCK_TIMEOUT_MS = 2000
/** A time that is later than that is of before the machine was started, milliseconds. */
const LONGEST_QUEUE_MS = 60_000

/**
 * Keeps all processes of the user together below a service's limit. Each takes one place in the
 * queue at a time, so that a long list of requests does not delay another process.
 * @param folder of all processes that share the limit
 * @param key which service it is
 * @returns a function that waits until the next request may be sent
 */
export function pacer(folder: string, key: string, limit: PaceLimit): () => Promise<void> {
  const name = sha256(key)
  const notes = {
    path: join(folder, STATE_PATHS.paces, name),
    lock: join(folder, STATE_PATHS.locks, `${name}.lock`),
  }
  let turn = Promise.resolve()
  let own = 0
  const next = async (): Promise<void> => {
    const { waitMs, fullAtMs } = await reserve(notes, own, limit)
    own = fullAtMs
    await sleep(waitMs)
  }
  return () => (turn = turn.then(next))
}

interface Notes {
  /** File with the time at which the bucket is full again, by the machine's clock. */
  path: string
  lock: string
}

/** Best effort: without the file, a process counts its own requests only. */
async function reserve({ path, lock }: Notes, own: number, limit: PaceLimit) {
  try {
    const held = await acquireLock(lock, {
      ...{ name: 'rolecall', timeoutMs: LOCK_TIMEOUT_MS, pollMs: 5 },
    })
    try {
      const place = placeAfter(Math.max(own, Number(textOf(path)) || 0), limit)
      writeFleeting(path, String(place.fullAtMs))
      return place
    } finally {
      held.release()
    }
  } catch (error) {
    if (!isSystemError(error) && !isRolecallError(error)) throw error
    return placeAfter(own, limit)
  }
}

function textOf(path: string): string {
  const data = readOwnFile(path)
  return data ? utf8Text(data) : ''
}

/** The next place of a bucket (the generic cell rate algorithm). */
function placeAfter(fullAtMs: number, { perSecond, burst }: PaceLimit) {
  const nowMs = machineMonotonicMs()
  const [everyMs, isStale] = [1000 / perSecond, fullAtMs > nowMs + LONGEST_QUEUE_MS]
  const fromMs = isStale ? nowMs : Math.max(nowMs, fullAtMs)
  return {
    waitMs: Math.max(0, fromMs - (burst - 1) * everyMs - nowMs),
    fullAtMs: fromMs + everyMs,
  }
}
