import { readFileSync } from 'node:fs'
import { kill } from 'node:process'

/** IDs of the process groups that must not outlive the test process. */
const groups = new Set<number>()

process.once('exit', () => {
  for (const group of groups) killGroup(group)
})

/** Kills a process group when the test process exits, unless {@link untrackGroup} comes first. */
export function trackGroup(group: number): void {
  groups.add(group)
}

/** Undoes {@link trackGroup}, for a group that has ended. */
export function untrackGroup(group: number): void {
  groups.delete(group)
}

/** Sends a signal to every process of a group. A group that has already ended is not an error. */
export function killGroup(group: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** True if the process exists and is not a zombie. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
