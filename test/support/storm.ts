import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PipedResult } from './piped-terminal.js'
import { COMMAND } from './run.js'
import { runInTerminal, type Terminal, type TerminalOptions } from './terminal.js'

export interface StormResult extends PipedResult {
  /** Milliseconds from the start of the storm to the end of the command. */
  ms: number
}

/** A terminal in which one parent starts many commands at once. */
export interface Storm extends Terminal {
  /** In the order of the commands; settles when all have ended. */
  readonly results: Promise<StormResult[]>
}

/** Runs the program for every list of arguments, all at the same time in the same terminal. */
export function startStorm(lists: readonly (readonly string[])[], options: TerminalOptions): Storm {
  return startCommandStorm(
    lists.map((args) => [...COMMAND, ...args]),
    options,
  )
}

/** Runs all commands at the same time in the same terminal. */
export function startCommandStorm(
  commands: readonly (readonly string[])[],
  options: TerminalOptions,
): Storm {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-storm-'))
  const report = join(folder, 'report.json')
  const parent = fileURLToPath(new URL('storm-parent.mjs', import.meta.url))
  const terminal = runInTerminal(
    process.execPath,
    [parent, report, JSON.stringify(commands)],
    options,
  )
  const results = terminal.exit.then(() => {
    try {
      return JSON.parse(readFileSync(report, 'utf8')) as StormResult[]
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
  // A test that closes the terminal early does not read the results.
  results.catch(() => undefined)
  return Object.defineProperties({ results } as Storm, Object.getOwnPropertyDescriptors(terminal))
}
