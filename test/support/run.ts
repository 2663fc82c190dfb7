import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { killGroup, trackGroup, untrackGroup } from './children.js'

/** The program as it is shipped. Tests that run it need `npm run build` first. */
export const PROGRAM = fileURLToPath(new URL('../../bin/rolecall.js', import.meta.url))

/**
 * The words that start rolecall in a test. ROLECALL_UNDER_TEST names another file to test, such as
 * the launcher, which starts the program itself.
 */
export const COMMAND: readonly [string, ...string[]] = process.env['ROLECALL_UNDER_TEST']
  ? [process.env['ROLECALL_UNDER_TEST']]
  : [process.execPath, PROGRAM]

/**
 * True if that is not the program on the Node of the tests. The launcher then answers hits, and the
 * program may run on another version of Node: a test of how this Node loads it does not apply.
 */
export const isOtherProgram = Boolean(process.env['ROLECALL_UNDER_TEST'])

export interface RunOptions {
  /** Added to PATH, HOME and LANG. Nothing else of the test process's environment is passed on. */
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** Text for stdin, or `open` for a pipe that stays open and empty, as with some SDKs. */
  stdin?: string | { open: true }
  timeoutMs?: number
  /** Path of a Node other than the one that runs the tests. */
  node?: string
}

export interface RunResult {
  /** Exit status; undefined if a signal ended the process. */
  code: number | undefined
  signal: NodeJS.Signals | undefined
  stdout: string
  stderr: string
  /** Milliseconds. */
  ms: number
}

/** Runs the built program, see {@link runCommand}. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [file, ...words] = options.node === undefined ? COMMAND : [options.node, PROGRAM]
  return runCommand(file, [...words, ...args], options)
}

/**
 * Runs a command in a new process session, so that it has no controlling terminal even if the tests
 * have one. See `runInTerminal` for a command with a terminal.
 * @throws Error if it cannot be started or exceeds its time limit, which kills its process group
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
  // The program may end without reading its stdin.
  child.stdin.on('error', () => undefined)
  if (typeof stdin === 'string') child.stdin.end(stdin)
  const group = child.pid
  if (group) trackGroup(group)

  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      if (group) killGroup(group)
      const outputs = `stdout: ${output.stdout}\nstderr: ${output.stderr}`
      reject(new Error(`${file} ${args.join(' ')} did not end within ${timeoutMs} ms\n${outputs}`))
    }, timeoutMs)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (group) untrackGroup(group)
      child.stdin.destroy()
      const ms = performance.now() - started
      resolve({ code: code ?? undefined, signal: signal ?? undefined, ...output, ms })
    })
  })
}

/** Builds an environment from scratch, with only PATH of the test process. */
export function scratchEnv(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8', ...env }
}
