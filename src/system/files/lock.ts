import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { humanDuration } from '../../core/duration.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { ensurePrivateFolder } from './atomic-file.js'
import { isCode } from './system-error.js'

/** Who holds a lock, as written into its file for the messages of those who wait. */
export interface Holder {
  pid: number
  /** What a person calls it: `terraform`. */
  name: string
}

export interface Lock {
  /** Doing so twice is no error. */
  release(): void
}

export interface LockOptions<T = never> {
  /** What to call ourselves to those who wait for us. */
  name: string
  /** Milliseconds. */
  waitMs: number
  /** Milliseconds between two looks at first; whoever waits long looks less often, up to five times as seldom. */
  pollMs?: number
  /** Told once for every holder that we have to wait for; undefined where it has not said who it is. */
  onWait?(holder: Holder | undefined): void
  /** Asked after every look at the lock: whatever it gives ends the wait, and the lock is not taken. */
  instead?(): T | undefined
}

interface NativeLocks {
  /** A length of 0 is the whole file. @throws Error `EAGAIN` where somebody else holds the lock */
  tryLock(file: number, offset: number, length: number, exclusive: boolean): void
}

/**
 * Takes an exclusive lock that the kernel lets go of when the process ends, in whatever way. The file stays for ever: were it
 * removed, two processes could each lock a file of that name.
 * @param name what to call ourselves to those who wait
 * @returns undefined where somebody else holds it
 * @throws Error as the file system says, where no file can be opened or locked
 */
export function tryLock(path: string, name: string): Lock | undefined {
  ensurePrivateFolder(dirname(path))
  // Node opens everything close-on-exec, so that no child keeps our lock alive.
  const file = openSync(path, 'a+', 0o600)
  try {
    if (!nativeTryLock(file)) {
      closeSync(file)
      return undefined
    }
  } catch (error) {
    closeSync(file)
    throw error
  }
  introduce(file, { pid: process.pid, name })
  return { release: releaser(file) }
}

/** A full disk takes no name, but it keeps a lock. */
function introduce(file: number, holder: Holder): void {
  try {
    ftruncateSync(file)
    writeSync(file, JSON.stringify(holder))
  } catch {
    // Those who wait are told of another rolecall.
  }
}

/** Closing gives the lock back; closing twice would close whatever file has that number by then. */
function releaser(file: number): () => void {
  let held = true
  return () => {
    if (!held) return
    held = false
    ftruncateSync(file)
    closeSync(file)
  }
}

/**
 * {@link tryLock} until it succeeds. Asks again and again instead of waiting inside the kernel, since a thread that waits there
 * would keep the process from ending.
 * @throws RolecallError that names the holder, when the time is up
 */
export async function acquireLock<T = never>(
  path: string,
  options: LockOptions<T>,
): Promise<Lock | T> {
  const { name, waitMs, pollMs = 50, onWait } = options
  const start = performance.now()
  let told: string | undefined
  for (;;) {
    const lock = tryLock(path, name)
    const other = options.instead?.()
    if (other !== undefined) {
      lock?.release()
      return other
    }
    if (lock) return lock
    const holder = holderOf(path)
    const description = describeHolder(holder)
    if (description !== told) onWait?.(holder)
    told = description
    const passed = performance.now() - start
    const left = waitMs - passed
    if (left <= 0) {
      const waited = humanDuration(Math.round(waitMs / 1000))
      throw new RolecallError('failed', `gave up after ${waited} of waiting for ${description}`, {
        hint: 'end that process, or answer what it asks, then try again',
      })
    }
    await sleep(Math.min(left, Math.max(pollMs, Math.min(passed / 8, 5 * pollMs))))
  }
}

/** As a message says it: `terraform (pid 812)`. */
export function describeHolder(holder: Holder | undefined): string {
  return holder ? `${printable(holder.name)} (pid ${holder.pid})` : 'another rolecall'
}

/** @returns undefined in the moment between locking and writing */
function holderOf(path: string): Holder | undefined {
  try {
    const { pid, name } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>
    return typeof pid === 'number' && typeof name === 'string' ? { pid, name } : undefined
  } catch {
    return undefined
  }
}

/**
 * The addon is loaded by whoever takes a lock, which a cache hit does not, and by its path: the module around it takes 10 ms to find
 * it, a tenth of what a cold AssumeRole takes.
 */
function nativeTryLock(file: number): boolean {
  const { platform, arch } = process
  const addon = `fs-native-extensions/prebuilds/${platform}-${arch}/fs-native-extensions.node`
  const native = createRequire(import.meta.url)(addon) as NativeLocks
  // A lock on Windows keeps others from reading as well: there it covers a byte far behind the text.
  const [offset, length] = platform === 'win32' ? [2 ** 30, 1] : [0, 0]
  try {
    native.tryLock(file, offset, length, true)
    return true
  } catch (error) {
    if (isCode(error, 'EAGAIN')) return false
    throw error
  }
}
