import { readFileSync } from 'node:fs'

/** A process and its parent. */
export interface ProcessEntry {
  parent: number
  argv: string[]
}

/** Reads a process from /proc, on Linux. @throws Error if it has ended, or is hidden */
export function fromProc(pid: number): ProcessEntry {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0+$/, '').split('\0')
  return { parent, argv }
}
