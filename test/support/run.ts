import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { adopt, killGroup, release } from './children.js'

/** The program as it is shipped; it needs `npm run build` first. */
export const PROGRAM = fileURLToPath(new URL('../../bin/rolecall.js', import.meta.url))

export interface RunOptions {
  /** The whole environment but for PATH and LANG: nothing of the test process's own gets through. */
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** Text for stdin, which is then closed; `open` is a pipe that is neither written nor closed, as some SDKs leave it. */
  stdin?: string | { open: true }
  timeoutMs?: number
  /** Another Node than the one that runs the tests. */
  node?: string
}

export interface RunResult {
  /** undefined if a signal ended it. */
  code: number | undefined
  signal: NodeJS.Signals | undefined
  stdout: string
  stderr: string
  /** Milliseconds. */
  ms: number
}

/** Runs the built program. See {@link runCommand}. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return runCommand(options.node ?? process.execPath, [PROGRAM, ...args], options)
}

/**
 * Runs a command in a real process that leads a session of its own: it has no controlling terminal, even if the tests
 * were started from one. For a terminal there is `runInTerminal`.
 * @throws Error if it cannot be started, or if its time is up; its whole process group is killed then
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { env, cwd, stdin = '', timeoutMs = 20_000 } = options
  const started = performance.now()
  const child = spawn(file, args, { env: scratchEnv(env), detached: true, ...(cwd ? { cwd } : {}) })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  // A program that ends without reading its stdin is no failure of the test.
  child.stdin.on('error', () => undefined)
  if (typeof stdin === 'string') child.stdin.end(stdin)
  const group = child.pid
  if (group) adopt(group)

  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      if (group) killGroup(group)
      const seen = `stdout: ${output.stdout}\nstderr: ${output.stderr}`
      reject(new Error(`${file} ${args.join(' ')} did not end within ${timeoutMs} ms\n${seen}`))
    }, timeoutMs)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (group) release(group)
      child.stdin.destroy()
      const ms = performance.now() - started
      resolve({ code: code ?? undefined, signal: signal ?? undefined, ...output, ms })
    })
  })
}

/** An environment built from scratch. */
export function scratchEnv(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8', ...env }
}
