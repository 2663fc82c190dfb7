import { isCode } from './system-error.js'

/*
 * Files that another program has open
 *
 * Windows refuses to replace or remove a file that a virus scanner, an indexer, an editor or
 * another rolecall has open: as EPERM, EACCES or EBUSY, depending on how they opened it. So do
 * Windows' file systems under Linux (WSL, SMB). Most of them close it within milliseconds.
 */

/** Milliseconds between the attempts on Windows; 1.3 s in total. */
const PAUSES_MS = [10, 20, 40, 80, 160, 320, 640]

/** Elsewhere these errors usually mean a lack of permission, which no wait mends. */
const PAUSES_ELSEWHERE_MS = [10, 20, 40]

/**
 * Calls `act` again while another program may have the file open. It is for replacing and removing
 * only: a file that cannot be read is reported at once. Blocks this process meanwhile, because the
 * callers hold a lock or are about to exit.
 * @throws Error of the file system: any other one, or that of the last attempt
 */
export function retryWhileBusy<T>(act: () => T): T {
  for (const pauseMs of process.platform === 'win32' ? PAUSES_MS : PAUSES_ELSEWHERE_MS) {
    try {
      return act()
    } catch (error) {
      if (!isCode(error, 'EPERM', 'EACCES', 'EBUSY')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
  return act()
}
