import { spawn } from 'node:child_process'
import process from 'node:process'
import { withoutOwnVariables, type Env } from '../../core/env.js'
import { beforeInterrupt } from './interrupt.js'
import { collect } from './collect-output.js'

/** Bytes of each stream; a session has a few thousand. */
const MOST_OUTPUT = 1024 * 1024

export interface HelperEnd {
  /** Exit status; undefined where a signal ended it. */
  status: number | undefined
  /** A mebibyte at most, as of the complaints. */
  stdout: Buffer
  /** What it complained of; not vetted for secrets. */
  stderr: string
}

export interface HelperOptions {
  /** The helper gets it without what is for AWS and for us alone. */
  env: Env
  /** For its standard input, where a secret is seen by nobody; not in its arguments, which everybody sees. */
  input?: string
  /** Milliseconds, then it is killed with all that it started. */
  limitMs: number
}

/**
 * Runs a program that asks nobody, without a shell and away from the terminal.
 * @param file absolute path
 * @returns undefined when its time was up
 * @throws Error where it cannot be started
 */
export function runHelper(
  file: string,
  words: readonly string[],
  { env, input = '', limitMs }: HelperOptions,
): Promise<HelperEnd | undefined> {
  return new Promise((resolve, reject) => {
    // What ends us does not reach its session, where it might wait for a dialog of its own. Listened to before it begins: a signal
    // that comes while it is started would leave it there.
    let group: number | undefined = undefined
    const stopListening = beforeInterrupt(() => killGroup(group, 'SIGTERM'))
    // A session of its own has no terminal to ask at, and can be killed whole.
    const child = spawn(file, words, {
      env: withoutOwnVariables(env),
      detached: true,
      windowsHide: true,
    })
    group = child.pid
    const stdout = collect(child.stdout, MOST_OUTPUT)
    const stderr = collect(child.stderr, MOST_OUTPUT)
    // One that ends without reading everything says so by its status.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const timer = setTimeout(() => {
      killGroup(child.pid, 'SIGKILL')
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
      resolve(undefined)
    }, limitMs)
    const end = (): void => {
      clearTimeout(timer)
      stopListening()
    }
    child.on('error', (error) => {
      end()
      reject(error)
    })
    child.on('close', (status) => {
      end()
      const complaint = stderr().toString()
      resolve({ status: status ?? undefined, stdout: stdout(), stderr: complaint })
    })
  })
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch {
    // It has ended by itself.
  }
}
