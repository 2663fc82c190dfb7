import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { envVar, withoutCredentialVariables, type Env } from '../../core/env.js'
import { beforeInterrupt } from './interrupt.js'

/*
 * Child processes in a group of their own
 *
 * A detached child leads a process group and a session without a terminal. The group can be killed
 * with everything that the child started, but it gets none of the signals that end this process.
 */

/** A child that is ended if a signal ends this process. */
export interface WatchedChild<Child extends ChildProcess> {
  child: Child
  /** Stops listening for signals, once the child has ended. A second call does nothing. */
  stopWatching: () => void
}

/**
 * Starts a detached child that must not outlive this process, because it could wait for ever at a
 * dialog of its own. Listens before the spawn: a signal during it would orphan the child.
 * @param start spawns the child
 * @param end ends the child, when a signal is about to end this process
 */
export function spawnKilledOnExit<Child extends ChildProcess>(
  start: () => Child,
  end: (child: Child) => void,
): WatchedChild<Child> {
  let child: Child | undefined
  const stopWatching = beforeInterrupt(() => {
    if (child) end(child)
  })
  try {
    child = start()
    return { child, stopWatching }
  } catch (error) {
    stopWatching()
    throw error
  }
}

/**
 * Starts a program that outlives this process, in a session of its own. It inherits no terminal,
 * stream or file, so that a reader of this process does not wait for it.
 */
export function spawnDetached(
  file: string,
  args: readonly string[],
  options: { env: Env; windowsHide?: boolean },
): ChildProcess {
  const child = spawn(file, args, { ...options, detached: true, stdio: 'ignore' })
  child.on('error', () => undefined)
  child.unref()
  return child
}

/**
 * Sends a signal to a detached child and to everything that it started. Windows has no signals:
 * there the child and its descendants end at once.
 */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  if (process.platform === 'win32') endWindowsTree(pid)
  else sendSignal(-pid, signal)
}

/** Milliseconds that taskkill may take. */
const TASKKILL_TIMEOUT_MS = 5000

/**
 * Ends a process of Windows and its descendants, which only taskkill finds. It must run while the
 * process is there. If taskkill fails, the process alone ends.
 */
export function endWindowsTree(pid: number, env: Env = process.env): void {
  // By its path: Windows would look for a bare name in the working directory first.
  const system = envVar(env, 'SystemRoot', 'SYSTEMROOT')
  const taskkill = system === undefined ? 'taskkill' : `${system}\\System32\\taskkill.exe`
  spawnSync(taskkill, ['/pid', String(pid), '/t', '/f'], {
    stdio: 'ignore',
    windowsHide: true,
    timeout: TASKKILL_TIMEOUT_MS,
    env: withoutCredentialVariables(env),
  })
  sendSignal(pid, 'SIGKILL')
}

/**
 * Sends a signal to a process, or to the group of a negative id. One that is gone is not an error.
 */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}
