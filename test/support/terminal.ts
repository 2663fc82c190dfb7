import { spawn } from '@lydell/node-pty'
import { killGroup, trackGroup, untrackGroup } from './children.js'
import { scratchEnv, type RunOptions } from './run.js'

export interface TerminalOptions extends Omit<RunOptions, 'stdin' | 'timeoutMs' | 'node'> {
  columns?: number
  rows?: number
  /**
   * The transcript is complete when `exit` resolves. A shell then runs the command, and `pid` and
   * `kill` mean the shell.
   */
  isWhole?: boolean
}

export interface TerminalExit {
  code: number
  /** Signal number; 0 if no signal ended the command. */
  signal: number
}

/** A command on a real pseudo-terminal, which is its controlling terminal. */
export interface Terminal extends Disposable {
  readonly pid: number
  /** All output so far, including escape sequences. */
  readonly transcript: string
  readonly exit: Promise<TerminalExit>
  /** Types text; Enter is `\r`. */
  send(text: string): void
  /**
   * Waits for text after the previous match, so that the same prompt is not matched twice.
   * @throws Error with the transcript on timeout, or if the command ends without a match
   */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>
  resize(columns: number, rows: number): void
  /** Sends a signal to the command. */
  kill(signal?: NodeJS.Signals): void
  /** Closes the terminal, as when the user closes the window. */
  hangUp(): void
  /** Kills the process group of the command. */
  close(): void
}

/** What the shell prints after the command. */
const END = '\u001B]rolecall-test-end\u0007'

/**
 * When the session leader of a terminal exits, Linux discards what has not been read yet. So the
 * leader is a shell that stays until its last output was read.
 */
const STAY = `trap : INT; "$@"; code=$?; stty -echo; printf '\\033]rolecall-test-end\\007'; read end; exit $code`

/**
 * Runs a command in a terminal. Its last output may be lost if it exits before that was read
 * ({@link TerminalOptions.isWhole} prevents this). A script may also end with `read end`.
 */
export function runInTerminal(
  file: string,
  args: readonly string[],
  options: TerminalOptions = {},
): Terminal {
  const { env, cwd = process.cwd(), columns = 100, rows = 30, isWhole = false } = options
  const command = isWhole ? ['sh', '-c', STAY, 'sh', file, ...args] : [file, ...args]
  const pty = spawn(command[0] ?? '', command.slice(1), {
    env: { TERM: 'xterm-256color', ...scratchEnv(env) },
    cwd,
    cols: columns,
    rows,
  })
  trackGroup(pty.pid)
  let transcript = ''
  let matchedUntil = 0
  let ended: TerminalExit | undefined
  const listeners = new Set<() => void>()
  const notifyListeners = () => listeners.forEach((listener) => listener())
  pty.onData((text) => {
    transcript += text
    if (isWhole && transcript.endsWith(END)) {
      transcript = transcript.slice(0, -END.length)
      pty.write('\n')
    }
    notifyListeners()
  })
  const exit = new Promise<TerminalExit>((resolve) =>
    pty.onExit(({ exitCode, signal }) => {
      untrackGroup(pty.pid)
      ended = { code: exitCode, signal: signal ?? 0 }
      resolve(ended)
      notifyListeners()
    }),
  )

  function find(pattern: RegExp): RegExpExecArray | undefined {
    const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(
      transcript.slice(matchedUntil),
    )
    if (match) matchedUntil += match.index + match[0].length
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
          listeners.delete(check)
          settle()
        }
        const fail = (why: string) => finish(() => reject(new Error(`${why}:\n${transcript}`)))
        const timer = setTimeout(
          () => fail(`${pattern} did not appear within ${timeoutMs} ms`),
          timeoutMs,
        )
        const check = () => {
          const match = find(pattern)
          if (match) finish(() => resolve(match))
          else if (ended) fail(`the command ended with ${ended.code} before ${pattern} appeared`)
        }
        listeners.add(check)
        check()
      }),
    resize: (newColumns, newRows) => pty.resize(newColumns, newRows),
    kill: (signal = 'SIGTERM') => pty.kill(signal),
    // `destroy` is missing in the package's types.
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
    close() {
      if (!ended) killGroup(pty.pid)
    },
    [Symbol.dispose]() {
      this.close()
    },
  }
}
