import { readFileSync, writeFileSync } from 'node:fs'

const FILTER = '/proc/self/coredump_filter'

/**
 * Keeps our memory, secrets in it, out of a core dump: none of its parts is to be written (core(5)). Systems other than Linux offer
 * a process that has no native code nothing of the kind.
 */
export function forbidCoreDump(): void {
  write('0')
}

/** A child that is not ours gets back what our parent has, since it inherits the filter. */
export function allowCoreDumpOfChildren(): void {
  try {
    write(`0x${readFileSync(`/proc/${process.ppid}/coredump_filter`, 'latin1').trim()}`)
  } catch {
    // No such file: nothing was forbidden either.
  }
}

function write(filter: string): void {
  try {
    writeFileSync(FILTER, filter)
  } catch {
    // Not Linux, or a kernel without core dumps.
  }
}
