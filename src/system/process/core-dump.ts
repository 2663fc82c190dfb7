import { readFileSync, writeFileSync } from 'node:fs'

const FILTER = '/proc/self/coredump_filter'

/**
 * Excludes the memory of this process, which holds secrets, from core dumps (core(5)). Only Linux
 * offers this to a process without native code.
 */
export function forbidCoreDump(): void {
  write('0')
}

/**
 * Restores the parent's filter before the user's command is started, because a child inherits the
 * filter.
 */
export function allowCoreDumpOfChildren(): void {
  try {
    write(`0x${readFileSync(`/proc/${process.ppid}/coredump_filter`, 'latin1').trim()}`)
  } catch {
    // Not Linux, so the filter was not changed either.
  }
}

function write(filter: string): void {
  try {
    writeFileSync(FILTER, filter)
  } catch {
    // Not Linux, or a kernel without core dumps.
  }
}
