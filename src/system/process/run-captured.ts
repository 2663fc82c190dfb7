import { spawn } from 'node:child_process'
import { withoutCredentialVariables, type Env } from '../../core/env.js'
import { killGroup, spawnKilledOnExit } from './child-group.js'
import { collectOutput } from './collect-output.js'

/** Limit of each stream; a session has a few thousand bytes. */
const MAX_OUTPUT_BYTES = 1024 * 1024

/** How a program ended, and what it printed. */
export interface CapturedEnd {
  /** Exit status; undefined if a signal ended the helper. */
  status: number | undefined
  /** At most 1 MiB. */
  stdout: Buffer
  /** At most 1 MiB; it may contain secrets. */
  stderr: string
}

/** Limits for a program whose output is read. */
export interface CaptureOptions {
  /** Passed on without the variables of AWS and rolecall. */
  env: Env
  /** Written to standard input. A secret goes here, since all users can read arguments. */
  input?: string
  /** Milliseconds until the helper is killed, with everything that it started. */
  timeoutMs: number
}

/**
 * Runs a program that never prompts, without a shell and without a terminal.
 * @param file absolute path
 * @returns undefined at the time limit
 * @throws Error if the program cannot be started
 */
export function runCaptured(
  file: string,
  args: readonly string[],
  { env, input = '', timeoutMs }: CaptureOptions,
): Promise<CapturedEnd | undefined> {
  return new Promise((resolve, reject) => {
    const { child, stopWatching } = spawnKilledOnExit(
      () =>
        spawn(file, args, {
          env: withoutCredentialVariables(env),
          detached: true,
          windowsHide: true,
        }),
      (helper) => killGroup(helper, 'SIGTERM'),
    )
    const stdout = collectOutput(child.stdout, MAX_OUTPUT_BYTES)
    const stderr = collectOutput(child.stderr, MAX_OUTPUT_BYTES)
    // A helper that ends before it has read its input reports why by its status.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const timer = setTimeout(() => {
      killGroup(child, 'SIGKILL')
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
      resolve(undefined)
    }, timeoutMs)
    const finish = (): void => {
      clearTimeout(timer)
      stopWatching()
    }
    child.on('error', (error) => {
      finish()
      reject(error)
    })
    child.on('close', (status) => {
      finish()
      resolve({ status: status ?? undefined, stdout: stdout(), stderr: stderr().toString() })
    })
  })
}
