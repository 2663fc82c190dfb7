import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { printable } from '../../core/printable.js'
import type { Host } from '../host.js'
import { deviceNames, terminalJob, type DeviceNames } from './job.js'
import { ask, type AskOptions } from './ask.js'

/*
 * The rules of the terminal
 *
 * - It is opened by its own name. Standard input and output belong to whoever started us, often an SDK that
 *   captures one and never closes the other (contracts §1.1).
 * - Its modes are never changed: an SDK that loses patience kills us without warning, and a terminal
 *   left in raw mode is dead to the person. The echo alone is off while a passphrase is typed (no-echo.ts),
 *   which is asked for by no program that an SDK starts.
 * - What was typed before the question is thrown away, as by getpass(3): a newline meant for another
 *   program is no answer. (A line that was begun and not finished stays in the kernel, and is edited further.)
 * - Reading blocks neither a deadline nor process.exit().
 */

export interface Terminal {
  /** Names the terminal among those of this machine. */
  readonly id: string
  /**
   * Shows the lines, made harmless, and reads one back.
   * @param lines the cursor stays behind the last one
   * @returns what was typed, without the end of line
   * @throws RolecallError `interrupted` on Ctrl-C and Ctrl-D; `interaction` when time is up or the terminal is gone
   */
  ask(lines: readonly string[], options: AskOptions): Promise<string>
  /** Shows a line, made harmless. */
  tell(line: string): void
}

/** @returns undefined where there is no terminal, or one that other programs are using and we may not read */
export function openTerminal(host: Pick<Host, 'platform' | 'pid'>): Terminal | undefined {
  const job = terminalJob(host)
  if (!job?.foreground) return undefined
  const names = deviceNames(host.platform)
  try {
    closeSync(openSync(names.output, 'r+'))
  } catch {
    return undefined
  }
  return {
    id: job.terminal,
    ask: (lines, options) => ask(names, lines, options),
    tell: (line) => tell(names, line),
  }
}

/** The terminal for both directions, for a child's standard streams. The caller closes it. */
export function openTerminalDescriptor(host: Pick<Host, 'platform' | 'pid'>): number | undefined {
  if (host.platform === 'win32' || !terminalJob(host)?.foreground) return undefined
  try {
    return openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return undefined
  }
}

function tell(names: DeviceNames, line: string): void {
  const output = openSync(names.output, 'r+')
  try {
    // A terminal that a full-screen parent keeps raw does not turn \n into \r\n.
    writeSync(output, `${printable(line)}\r\n`)
  } finally {
    closeSync(output)
  }
}
