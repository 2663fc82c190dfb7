import type { CommandLine } from '../../src/system/process/run-foreground.js'

/** The command of `exec` did not start, after something that must not happen twice. */
export class NotStarted extends Error {
  readonly command: CommandLine
  /** The name of the system's error: `E2BIG`. */
  readonly code: string

  constructor(command: CommandLine, code: string) {
    super('the command does not start')
    this.command = command
    this.code = code
  }
}
