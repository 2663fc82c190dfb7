import { sha256 } from '../core/digest/sha256.js'
import { isRolecallError } from '../core/errors.js'
import {
  answered,
  delayed,
  EMPTY_QUEUE,
  laterOf,
  parseQueue,
  queueText,
  reserved,
  type PaceLimit,
  type Queue,
} from '../core/time/pace-queue.js'
import { utf8Text } from '../system/bytes.js'
import { writeFleeting } from '../system/files/atomic-file.js'
import { readOwnFile } from '../system/files/read-own-file.js'
import { acquireLock } from '../system/files/acquire-lock.js'
import type { Lock } from '../system/files/lock.js'
import { isSystemError } from '../system/files/system-error.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { machineMonotonicMs, sleep } from '../system/time.js'

/** As long as a process waits for another one that notes its request, milliseconds. */
const LOCK_TIMEOUT_MS = 2000

/** Called when the answer to a request has come, or will not come. */
export type Answered = () => Promise<void>

/**
 * Keeps all processes of the user together below a service's limit. Each takes one place in the
 * queue at a time, so that a long list of requests does not delay another process.
 * @param folder of all processes that share the limit
 * @param key which service it is
 * @returns a function that waits until the next request may be sent
 */
export function pacer(folder: string, key: string, limit: PaceLimit): () => Promise<Answered> {
  const name = sha256(key)
  const notes: Notes = {
    path: join(folder, STATE_PATHS.paces, name),
    lock: join(folder, STATE_PATHS.locks, `${name}.lock`),
    own: EMPTY_QUEUE,
  }
  let turn: Promise<unknown> = Promise.resolve()
  const next = async (): Promise<Answered> => {
    const sentMs = await waitForPlace(notes, limit)
    return () => change(notes, (queue, nowMs) => answered(queue, sentMs, nowMs, limit))
  }
  return () => {
    const mine = turn.then(next)
    turn = mine
    return mine
  }
}

interface Notes {
  /** File with the queue of all processes. */
  path: string
  lock: string
  /** The queue as this process knows it, in case the file cannot be used. */
  own: Queue
}

/** Takes a place, and waits for it. @returns its time when it was taken, which identifies it */
async function waitForPlace(notes: Notes, limit: PaceLimit): Promise<number> {
  let taken = 0
  await change(notes, (queue, nowMs) => {
    const { queue: after, placeMs } = reserved(queue, nowMs, limit)
    taken = placeMs
    return after
  })
  let [placeMs, delayedMs] = [taken, notes.own.delayedMs]
  for (let leftMs; (leftMs = placeMs - machineMonotonicMs()) > 0;) {
    await sleep(leftMs)
    // Answers that have not come yet may have delayed the queue meanwhile.
    const now = delayed(known(notes), machineMonotonicMs(), limit)
    if (now.delayedMs > delayedMs) {
      await change(notes, (queue, nowMs) => delayed(queue, nowMs, limit))
    }
    placeMs += Math.max(0, notes.own.delayedMs - delayedMs)
    delayedMs = notes.own.delayedMs
  }
  return taken
}

/** Best effort: without the file, a process counts its own requests only. */
async function change(notes: Notes, edit: (queue: Queue, nowMs: number) => Queue): Promise<void> {
  const held = await lockOf(notes)
  try {
    notes.own = edit(known(notes), machineMonotonicMs())
    if (held) writeFleeting(notes.path, queueText(notes.own))
  } catch (error) {
    if (!isSystemError(error) && !isRolecallError(error)) throw error
  } finally {
    held?.release()
  }
}

/** @returns undefined if the folder cannot be used, or if the lock is taken for too long */
async function lockOf({ lock }: Notes): Promise<Lock | undefined> {
  try {
    const options = { name: 'rolecall', timeoutMs: LOCK_TIMEOUT_MS, pollMs: 5 }
    return await acquireLock(lock, options)
  } catch (error) {
    if (!isSystemError(error) && !isRolecallError(error)) throw error
    return undefined
  }
}

function known({ path, own }: Notes): Queue {
  try {
    const data = readOwnFile(path)
    return data ? laterOf(parseQueue(utf8Text(data)), own) : own
  } catch (error) {
    if (!isSystemError(error)) throw error
    return own
  }
}
