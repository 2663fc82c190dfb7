import { isRolecallError } from '../core/errors.js'
import type { Holder, Lock } from '../system/files/lock.js'
import { acquireLock } from '../system/files/acquire-lock.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { openMailbox, post, type Mailbox } from './mailbox.js'
import { isFinal } from './is-final.js'
import { recentFailures } from './recent-failures.js'
import {
  parseSharedResult,
  sharedError,
  sharedFailure,
  type Accepts,
  type SharedResult,
} from './shared-result.js'

/** {@link singleFlight} with the options of one run filled in. */
export type SingleFlight = <T>(
  key: string,
  work: () => Promise<T>,
  accepts: Accepts<T>,
) => Promise<T>

/** Which processes share a result, where they meet, and how long they wait. */
export interface SingleFlightOptions<T> {
  /** 64 hex digits: processes with the same key share one result. */
  key: string
  /** Folder of the locks, mailboxes and recent failures. */
  folder: string
  /** Name of this process in the messages of waiters. */
  name: string
  /** Process ID of a program that may retry a failure at once, and then gets the same failure. */
  callerPid?: number | undefined
  /** Milliseconds that a waiter waits for the leader. */
  timeoutMs: number
  /** Milliseconds since 1970. */
  now: () => number
  accepts: Accepts<T>
  onWait: (holder: Holder | undefined) => void
}

/**
 * Single-flight across processes: one process, the leader, runs `work` for a key. Its
 * JSON-serialisable result, or its failure, is sent to all waiters. If no lock file can be created,
 * `work` runs unshared.
 * @throws RolecallError of `work`, here or in the leader; 'failed' if the leader takes too long
 */
export async function singleFlight<T>(
  options: SingleFlightOptions<T>,
  work: () => Promise<T>,
): Promise<T> {
  const lockOrResult = await acquireOrReceive(options)
  if (!lockOrResult) return work()
  if ('value' in lockOrResult) return lockOrResult.value
  if ('failure' in lockOrResult) throw sharedError(lockOrResult.failure)
  try {
    return await runAsLeader(options, work)
  } finally {
    lockOrResult.release()
  }
}

/** @returns undefined if locks do not work here */
async function acquireOrReceive<T>(
  options: SingleFlightOptions<T>,
): Promise<Lock | SharedResult<T> | undefined> {
  const { key, folder, name, callerPid, timeoutMs, accepts, onWait } = options
  const lockPath = join(folder, STATE_PATHS.locks, `${key}.lock`)
  const tag = callerPid === undefined ? '' : String(callerPid)
  let mailbox: Mailbox | undefined
  try {
    return await acquireLock<SharedResult<T>>(lockPath, {
      name,
      timeoutMs,
      onWait(holder) {
        bestEffort(() => (mailbox ??= openMailbox(mailboxFolder(folder), key, tag)))
        onWait(holder)
      },
      instead() {
        const message = mailbox?.receive()
        return message === undefined ? undefined : parseSharedResult(message, accepts)
      },
    })
  } catch (error) {
    if (isRolecallError(error)) throw error
    return undefined
  } finally {
    mailbox?.close()
  }
}

/** Runs `work` under the lock, and sends its result to the waiters. */
async function runAsLeader<T>(
  { key, folder, callerPid, now }: SingleFlightOptions<T>,
  work: () => Promise<T>,
): Promise<T> {
  const failures = recentFailures(join(folder, STATE_PATHS.failures), now)
  const recent = callerPid === undefined ? undefined : failures.recall(key, callerPid)
  if (recent) throw sharedError(recent)

  const share = (result: SharedResult<T>): string[] =>
    post(mailboxFolder(folder), key, JSON.stringify(result), now())
  try {
    const value = await work()
    bestEffort(() => {
      failures.forget(key)
      share({ value })
    })
    return value
  } catch (error) {
    const failure = sharedFailure(error)
    if (failure && isFinal()) {
      bestEffort(() => {
        const callers = [String(callerPid ?? ''), ...share({ failure })].filter(Boolean)
        // A message that quotes another program's output must not be written to disk in plaintext.
        if (failure.reason !== 'quotes') failures.remember(key, callers.map(Number), failure)
      })
    }
    throw error
  }
}

const mailboxFolder = (folder: string): string => join(folder, STATE_PATHS.waiting)

/** Sharing is best effort: a disk error must not change this process's own result. */
function bestEffort(share: () => unknown): void {
  try {
    share()
  } catch {
    // A waiter that receives nothing takes the lock when it is free, and works for itself.
  }
}
