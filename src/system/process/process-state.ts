import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'

/** What the kernel says about a process, for job control. */
export interface ProcessState {
  isStopped: boolean
  /** Process group. */
  group: number
  /** Group in the foreground of its terminal; -1 or 0 without a terminal. */
  foreground: number
}

/** @returns undefined if the process is gone */
export function processState(pid: number): ProcessState | undefined {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
  } catch {
    return undefined
  }
}

/** The fields of proc_pid_stat(5). The second, a name in parentheses, may contain anything. */
function fromProc(pid: number): ProcessState {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, , group, , , foreground] = fields
  return { isStopped: state === 'T', group: Number(group), foreground: Number(foreground) }
}

function fromPs(pid: number): ProcessState | undefined {
  const columns = ['stat', 'pgid', 'tpgid'].flatMap((name) => ['-o', `${name}=`])
  const line = execFileSync('/bin/ps', [...columns, '-p', String(pid)], { encoding: 'utf8' })
  const [state = '', group, foreground] = line.trim().split(/\s+/)
  return { isStopped: state.includes('T'), group: Number(group), foreground: Number(foreground) }
}

/** True if the process handles the signal itself, or if the system does not show it. */
export function isCaught(pid: number, signal: NodeJS.Signals): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const mask = BigInt(`0x${/^SigCgt:\s*(\w+)/m.exec(status)?.[1] ?? ''}`)
    return ((mask >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
  } catch {
    return true
  }
}
