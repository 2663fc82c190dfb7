import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Host } from '../host.js'

/** The controlling terminal, and this process's job on it. */
export interface TerminalJob {
  /** The terminal's ID on this machine; the same in every process on the terminal. */
  terminal: string
  /**
   * True if this process may read the terminal. SIGTTIN stops a background process that reads
   * (POSIX, General Terminal Interface §11.1.4), which looks like a hang to its caller.
   */
  foreground: boolean
}

/** The devices of a terminal on this platform. */
export interface DeviceNames {
  input: string
  output: string
}

/** The paths under which a process opens its terminal. */
export function deviceNames(platform: NodeJS.Platform): DeviceNames {
  return platform === 'win32'
    ? { input: '\\\\.\\CONIN$', output: '\\\\.\\CONOUT$' }
    : { input: '/dev/tty', output: '/dev/tty' }
}

/** @returns undefined if this process has no controlling terminal */
export function terminalJob({
  platform,
  pid,
}: Pick<Host, 'platform' | 'pid'>): TerminalJob | undefined {
  if (platform === 'win32') return { terminal: 'console', foreground: true }
  try {
    return platform === 'linux'
      ? fromProc(readFileSync(`/proc/${pid}/stat`, 'latin1'))
      : fromPs(pid)
  } catch {
    return undefined
  }
}

/**
 * proc(5): `pid (comm) state ppid pgrp session tty_nr tpgid …`; comm may contain `)` and spaces.
 */
function fromProc(stat: string): TerminalJob | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [, , group, , terminal = '0', foreground] = fields
  return terminal === '0' ? undefined : { terminal, foreground: group === foreground }
}

function fromPs(pid: number): TerminalJob | undefined {
  const format = ['-o', 'pgid=', '-o', 'tpgid=', '-o', 'tty=']
  const line = execFileSync('/bin/ps', [...format, '-p', String(pid)], {
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 2000,
  })
  const [group, foreground, terminal = '?'] = line.trim().split(/\s+/)
  return /^[?-]/.test(terminal) ? undefined : { terminal, foreground: group === foreground }
}
