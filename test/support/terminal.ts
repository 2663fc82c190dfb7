import { spawn } from '@lydell/node-pty'
import { adopt, killGroup, release } from './children.js'
import { scratchEnv, type RunOptions } from './run.js'

export interface TerminalOptions extends Omit<RunOptions, 'stdin' | 'timeoutMs' | 'node'> {
  columns?: number
  rows?: number
}

export interface TerminalExit {
  code: number
  /** Number of the signal; 0 for none. */
  signal: number
}

/** A command on a real pseudo-terminal, which is its controlling terminal. */
export interface Terminal extends Disposable {
  readonly pid: number
  /** Everything that was shown so far, escape sequences included. */
  readonly transcript: string
  readonly exit: Promise<TerminalExit>
  /** Types; Enter is `\r`. */
  send(text: string): void
  /**
   * Waits for text that comes after what the last call found, so that a second prompt is not taken for the first.
   * @throws Error with the transcript when the time is up or the command has ended without it
   */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>
  resize(columns: number, rows: number): void
  /** Signals the command itself. */
  kill(signal?: NodeJS.Signals): void
  /** Closes the window. */
  hangUp(): void
  /** Ends the command and everything it started in its session's first process group. */
  close(): void
}

/**
 * What is written last before the end may be lost on a busy machine: node-pty gives it 200 ms. A script whose last line matters goes on
 * with `read end`.
 */
export function runInTerminal(
  file: string,
  args: readonly string[],
  options: TerminalOptions = {},
): Terminal {
  const { env, cwd = process.cwd(), columns = 100, rows = 30 } = options
  const pty = spawn(file, [...args], {
    env: { TERM: 'xterm-256color', ...scratchEnv(env) },
    cwd,
    cols: columns,
    rows,
  })
  adopt(pty.pid)
  let transcript = ''
  let seen = 0
  let ended: TerminalExit | undefined
  const listeners = new Set<() => void>()
  const changed = () => listeners.forEach((listener) => listener())
  pty.onData((text) => {
    transcript += text
    changed()
  })
  const exit = new Promise<TerminalExit>((resolve) =>
    pty.onExit(({ exitCode, signal }) => {
      release(pty.pid)
      ended = { code: exitCode, signal: signal ?? 0 }
      resolve(ended)
      changed()
    }),
  )

  function find(pattern: RegExp): RegExpExecArray | undefined {
    const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(
      transcript.slice(seen),
    )
    if (match) seen += match.index + match[0].length
    return match ?? undefined
  }

  return {
    pid: pty.pid,
    get transcript() {
      return transcript
    },
    exit,
    send: (text) => pty.write(text),
    waitFor: (pattern, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer)
          listeners.delete(look)
          settle()
        }
        const fail = (why: string) =>
          finish(() => reject(new Error(`${why} ${pattern} appeared:\n${transcript}`)))
        const timer = setTimeout(() => fail(`within ${timeoutMs} ms no`), timeoutMs)
        const look = () => {
          const match = find(pattern)
          if (match) finish(() => resolve(match))
          else if (ended) fail(`the command ended with ${ended.code} before`)
        }
        listeners.add(look)
        look()
      }),
    resize: (newColumns, newRows) => pty.resize(newColumns, newRows),
    kill: (signal = 'SIGTERM') => pty.kill(signal),
    // It is missing in the package's types.
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
    close() {
      if (!ended) killGroup(pty.pid)
    },
    [Symbol.dispose]() {
      this.close()
    },
  }
}
