import { closeSync, fstatSync, openSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { READ_NO_LINK } from './read-own-file.js'

/*
 * A file that a live process holds open
 *
 * On Linux a process can show that a file is its own: it keeps the file open, and /proc lists which
 * process has it open. A file left by a container that shares the folder, or by a program that
 * synchronises it, has no such process.
 */

/** The process ID by which {@link isHeldOpen} finds this process. */
export function ownProcessId(): number {
  return process.pid
}

/** Keeps a file open. @returns a function that closes it */
export function holdOpen(path: string): () => void {
  const file = openSync(path, READ_NO_LINK)
  return () => closeSync(file)
}

/**
 * True if a process of this user and this process namespace holds the file open. Elsewhere than on
 * Linux it is true if the process exists.
 */
export function isHeldOpen(path: string, pid: number): boolean {
  if (process.platform !== 'linux') return exists(pid)
  let file: number | undefined
  try {
    file = openSync(path, READ_NO_LINK)
    const { dev, ino } = fstatSync(file)
    const folder = `/proc/${pid}`
    if (statSync(folder).uid !== process.getuid?.()) return false
    if (readlinkSync(`${folder}/ns/pid`) !== readlinkSync('/proc/self/ns/pid')) return false
    const own = pid === process.pid ? String(file) : undefined
    return readdirSync(`${folder}/fd`).some((descriptor) => {
      if (descriptor === own) return false
      const open = statSync(`${folder}/fd/${descriptor}`, { throwIfNoEntry: false })
      return open?.dev === dev && open.ino === ino
    })
  } catch {
    return false // The process has ended, or it belongs to another user.
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
