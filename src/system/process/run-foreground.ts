import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { constants } from 'node:os'
import type { Env } from '../../core/env.js'
import { killGroup, sendSignal } from './child-group.js'
import { allowCoreDumpOfChildren, forbidCoreDump } from './core-dump.js'
import type { Ending } from './ending.js'
import { endBySignal } from './end-by-signal.js'
import { isCaught, processState } from './process-state.js'

/** A program and its arguments. */
export type CommandLine = readonly [file: string, ...args: string[]]

/**
 * The terminal sends these to its foreground group, usually to the child as well. A console of
 * Windows sends all that it can send to each of its processes.
 */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT', 'SIGTSTP', 'SIGBREAK'] as const

/**
 * These reach this process only, although the sender means the child. Except on Windows: there they
 * mean that the console closes or changes its size, and any signal to the child would kill it.
 */
const FORWARDED = [
  'SIGTERM',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGWINCH',
  'SIGCONT',
] as const

/**
 * Runs a command on this process's streams, without a shell, until it ends. The child stays in this
 * process group, so that job control works by itself. This process then behaves as if it were the
 * child: it passes on signals, stops if the child stops, and ends as the child ended.
 * @param env the complete environment of the child
 * @param descriptors above 2, which the child gets under the same numbers
 * @throws Error of Node if the child does not start
 */
export async function runForeground(
  [file, ...args]: CommandLine,
  env: Env,
  descriptors: readonly number[] = [],
): Promise<Ending> {
  const stdio = stdioWith(descriptors)
  let child: ChildProcess | undefined
  const stopListening = listen(() => child)
  allowCoreDumpOfChildren()
  try {
    child = spawn(file, args, { env, stdio })
    const end = endOf(child)
    await once(child, 'spawn')
    forbidCoreDump()
    // A reader of a pipe waits until every process has closed it.
    for (const descriptor of descriptors) closeSync(descriptor)
    // A later error means that a signal could not be sent, to a child of another user.
    child.on('error', () => undefined)
    return await end
  } finally {
    stopListening()
  }
}

/** @returns Node's list of streams, in which the index is the child's number */
function stdioWith(descriptors: readonly number[]): StdioOptions {
  const length = Math.max(2, ...descriptors) + 1
  return Array.from({ length }, (_, number) =>
    number <= 2 ? 'inherit' : descriptors.includes(number) ? number : 'ignore',
  )
}

function listen(child: () => ChildProcess | undefined): () => void {
  const listeners: [NodeJS.Signals, () => void][] = [
    ...FORWARDED.map((signal) => [signal, () => forward(child(), signal)] as const),
    ...FROM_TERMINAL.map((signal) => [signal, () => passOn(child()?.pid, signal)] as const),
    ['SIGCHLD' as const, () => followStop(child())] as const,
  ].map(([signal, listener]) => [signal, listener])
  // Windows has only some of them.
  const known = listeners.filter(([signal]) => signal in constants.signals)
  for (const [signal, listener] of known) process.on(signal, listener)
  return () => {
    for (const [signal, listener] of known) process.off(signal, listener)
  }
}

function forward(child: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (process.platform !== 'win32') child?.kill(signal)
}

/**
 * Passes on a signal that may have come from the terminal. A child that handles it must not get it
 * twice: terraform stops at once on a second Ctrl-C. To any other child a second one means nothing.
 */
function passOn(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined || process.platform === 'win32') return
  const [own, of] = [processState(process.pid), processState(pid)]
  const isShared = own?.foreground === own?.group && of?.group === own?.group
  if (!isShared || !isCaught(pid, signal)) sendSignal(pid, signal)
}

/**
 * Stops this process if the child has stopped, as by `suspend` in a shell: the parent, usually a
 * shell, sees only this process. It goes on when the parent continues it, and continues the child.
 */
function followStop(child: ChildProcess | undefined): void {
  const { pid } = child ?? {}
  const state = pid === undefined ? undefined : processState(pid)
  if (child === undefined || pid === undefined || !state?.isStopped) return
  process.kill(process.pid, 'SIGSTOP')
  if (state.group === pid) killGroup(child, 'SIGCONT')
  else sendSignal(pid, 'SIGCONT')
}

async function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => {
      resolve(status ?? (signal === null ? 1 : () => endBySignal(signal)))
    })
  })
}
