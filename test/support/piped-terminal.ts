import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInTerminal, type Terminal, type TerminalOptions } from './terminal.js'

export interface PipedOptions extends TerminalOptions {
  /** Streams that are pipes; the others are the terminal. All three by default, as in most SDKs. */
  pipes?: readonly ('stdin' | 'stdout' | 'stderr')[]
  /** Milliseconds after which the parent kills the command, as an SDK with a time limit does. */
  killAfterMs?: number
}

export interface PipedResult {
  stdout: string
  stderr: string
  code: number | null
  signal: NodeJS.Signals | null
}

/** A terminal in which a parent, in the role of an SDK, has started the command with pipes. */
export interface PipedTerminal extends Terminal {
  /** Output that the parent read; settles when the command has ended. */
  readonly result: Promise<PipedResult>
}

/** Runs a command as an SDK does: its streams are pipes, and the terminal is only /dev/tty. */
export function runPipedInTerminal(
  file: string,
  args: readonly string[],
  { pipes = ['stdin', 'stdout', 'stderr'], killAfterMs, ...options }: PipedOptions = {},
): PipedTerminal {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-piped-'))
  const report = join(folder, 'report.json')
  const stdio = (['stdin', 'stdout', 'stderr'] as const).map((stream) =>
    pipes.includes(stream) ? 'pipe' : 'inherit',
  )
  const parent = fileURLToPath(new URL('piped-child.mjs', import.meta.url))
  const settings = JSON.stringify({ report, stdio, killAfterMs })
  const terminal = runInTerminal(process.execPath, [parent, settings, file, ...args], options)
  const result = terminal.exit.then(() => {
    try {
      return JSON.parse(readFileSync(report, 'utf8')) as PipedResult
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
  return Object.defineProperties(
    { result } as PipedTerminal,
    Object.getOwnPropertyDescriptors(terminal),
  )
}
