import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { printable } from '../../core/printable.js'
import type { Host } from '../host.js'
import { deviceNames, terminalJob, type DeviceNames } from './job.js'
import { ask, type AskOptions } from './ask.js'

/*
 * The rules of the terminal
 *
 * - It is opened by its own name. Standard input and output belong to the parent, often an SDK that
 *   captures one and never closes the other (docs/contracts.md §1.1).
 * - Its modes are never changed: an SDK kills slow helpers without warning, and a terminal left in
 *   raw mode is unusable. Only the echo is off while a passphrase is typed (hidden-input.ts; on
 *   Windows that takes raw mode), and no helper of an SDK prompts for one.
 * - Input typed before the prompt is discarded, as by getpass(3): a newline meant for another
 *   program is not an answer. (A line that was begun stays in the kernel, and is edited further.)
 * - Reading blocks neither a deadline nor process.exit().
 */

export interface Terminal {
  /** The terminal's ID on this machine. */
  readonly id: string
  /**
   * Shows the lines, sanitised, and reads one line.
   * @param lines the cursor stays at the end of the last one
   * @returns the user's input without the line end
   * @throws RolecallError 'interrupted' on Ctrl-C and Ctrl-D; 'interaction' at the deadline, or if
   * the terminal was closed
   */
  ask: (lines: readonly string[], options: AskOptions) => Promise<string>
  /** Shows a line, sanitised. */
  writeLine: (line: string) => void
}

/**
 * Opens the terminal for prompts in line mode.
 * @returns undefined if there is no terminal, or this process is in its background
 */
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
    writeLine: (line) => writeLine(names, line),
  }
}

/** File descriptors of the terminal; the same number twice, except on Windows. */
export interface TerminalDescriptors {
  input: number
  output: number
}

/**
 * Opens the terminal for a child's standard streams, for reading and writing.
 * @returns file descriptors, which the caller closes; undefined as {@link openTerminal}
 */
export function openTerminalDescriptors(
  host: Pick<Host, 'platform' | 'pid'>,
): TerminalDescriptors | undefined {
  if (!terminalJob(host)?.foreground) return undefined
  const names = deviceNames(host.platform)
  const opened: number[] = []
  const open = (name: string): number => {
    const descriptor = openSync(name, constants.O_RDWR | constants.O_NOCTTY)
    opened.push(descriptor)
    return descriptor
  }
  try {
    const input = open(names.input)
    return { input, output: names.output === names.input ? input : open(names.output) }
  } catch {
    opened.forEach(closeSync)
    return undefined
  }
}

function writeLine(names: DeviceNames, line: string): void {
  const output = openSync(names.output, 'r+')
  try {
    // In raw mode, as under a full-screen parent, the terminal does not turn \n into \r\n.
    writeSync(output, `${printable(line)}\r\n`)
  } finally {
    closeSync(output)
  }
}
