import { join } from 'node:path'
import { isRolecallError } from '../core/errors.js'
import { acquireLock, type Holder, type Lock } from '../system/files/lock.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { recentFailures } from './recent-failures.js'
import { post, openMailbox, type Mailbox } from './mailbox.js'
import type { Accepts } from '../session/obtain.js'
import { commonFailure, errorOf, parseSharedResult, type SharedResult } from './shared-result.js'

export interface SingleFlightOptions<T> {
  /** 64 hex digits: whoever has the same one flies together. */
  key: string
  /** Where those who have the same key find each other. */
  folder: string
  /** What to call us to those who wait. */
  name: string
  /** Process id of a program that may call again at once when it is told of a failure, and is then told the same. */
  asker?: number | undefined
  /** Milliseconds that we wait for somebody else. */
  waitMs: number
  /** Milliseconds since 1970. */
  now(): number
  accepts: Accepts<T>
  onWait(holder: Holder | undefined): void
}

/**
 * Runs `work`, which gives something that JSON can tell, in one process at a time, and shares how it ended, success or failure, with
 * all that have waited meanwhile. Where no lock can be had, since no folder can be written to, everybody works for himself.
 * @throws RolecallError of `work`, of somebody else's, or because the holder of the lock keeps us waiting too long
 */
export async function singleFlight<T>(
  flight: SingleFlightOptions<T>,
  work: () => Promise<T>,
): Promise<T> {
  const place = await acquireOrReceive(flight)
  if (!place) return work()
  if ('value' in place) return place.value
  if ('failure' in place) throw errorOf(place.failure)
  try {
    return await runAsLeader(flight, work)
  } finally {
    place.release()
  }
}

/** @returns undefined where locks do not work */
async function acquireOrReceive<T>(
  flight: SingleFlightOptions<T>,
): Promise<Lock | SharedResult<T> | undefined> {
  const { key, folder, name, asker, waitMs, accepts, onWait } = flight
  let box: Mailbox | undefined
  try {
    return await acquireLock<SharedResult<T>>(join(folder, STATE_PATHS.locks, `${key}.lock`), {
      name,
      waitMs,
      onWait(holder) {
        unlessDiskFails(() => {
          box ??= openMailbox(mailboxFolder(folder), key, asker === undefined ? '' : String(asker))
        })
        onWait(holder)
      },
      instead() {
        const letter = box?.take()
        return letter === undefined ? undefined : parseSharedResult(letter, accepts)
      },
    })
  } catch (error) {
    if (isRolecallError(error)) throw error
    return undefined
  } finally {
    box?.close()
  }
}

/** Our turn: the others look to us. */
async function runAsLeader<T>(
  { key, folder, asker, now }: SingleFlightOptions<T>,
  work: () => Promise<T>,
): Promise<T> {
  const memory = recentFailures(join(folder, STATE_PATHS.failures), now)
  const again = asker === undefined ? undefined : memory.recall(key, asker)
  if (again) throw errorOf(again)

  const tell = (outcome: SharedResult<T>): string[] =>
    post(mailboxFolder(folder), key, JSON.stringify(outcome), now())
  try {
    const value = await work()
    unlessDiskFails(() => {
      memory.forget(key)
      tell({ value })
    })
    return value
  } catch (error) {
    const failure = commonFailure(error)
    if (failure) {
      unlessDiskFails(() => {
        const askers = [String(asker ?? ''), ...tell({ failure })].filter(Boolean)
        if (failure.reason !== 'quotes') memory.remember(key, askers.map(Number), failure)
      })
    }
    throw error
  }
}

const mailboxFolder = (folder: string): string => join(folder, STATE_PATHS.waiting)

/** What happened, happened, whether or not the others can be told; whoever cannot be told waits all the same. */
function unlessDiskFails(note: () => void): void {
  try {
    note()
  } catch {
    // Who waits will find the lock free, and look for himself.
  }
}
