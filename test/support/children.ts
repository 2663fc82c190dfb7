import { readFileSync } from 'node:fs'
import { kill } from 'node:process'

/** Leaders of process groups that must not outlive the test process. */
const groups = new Set<number>()

process.once('exit', () => {
  for (const group of groups) killGroup(group)
})

/** Remembers a process group until {@link release}. */
export function adopt(group: number): void {
  groups.add(group)
}

export function release(group: number): void {
  groups.delete(group)
}

/** Ends every process of a group; one that is gone already is no error. */
export function killGroup(group: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A zombie is no longer running, but waits for its parent. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
