import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { allowCoreDumpOfChildren, forbidCoreDump } from './core-dump.js'

/** A program and its arguments. */
export type CommandLine = readonly [file: string, ...args: string[]]

export interface ChildEnd {
  /** Exit status: the child's, 128+n if signal n ended it, 127 or 126 if it did not start. */
  status: number
  /** Why the child did not start. */
  failure?: RolecallError
}

/**
 * The terminal sends these to the child as well. Forwarding them would turn one Ctrl-C into two,
 * and terraform stops at once on the second.
 */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const

/** These reach this process only, although the sender means the child. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const

/**
 * Runs a command on this process's streams, without a shell, until it ends. The child stays in this
 * process group, so that job control works by itself. Node's `process.execve` would save a process,
 * but the new program would start with SIGPIPE ignored and perhaps with a non-blocking stdin.
 * @param env the complete environment of the child
 */
export async function runForeground([file, ...args]: CommandLine, env: Env): Promise<ChildEnd> {
  let child: ChildProcess | undefined
  const ignore = (): void => {}
  const forward = (signal: NodeJS.Signals): void => void child?.kill(signal)
  for (const signal of FROM_TERMINAL) process.on(signal, ignore)
  for (const signal of FORWARDED) process.on(signal, forward)
  allowCoreDumpOfChildren()
  try {
    child = spawn(file, args, { env, stdio: 'inherit' })
    const end = endOf(child)
    await once(child, 'spawn')
    forbidCoreDump()
    // A later error means that a signal could not be forwarded, to a child of another user.
    child.on('error', ignore)
    return { status: await end }
  } catch (error) {
    return spawnFailure(file, error)
  } finally {
    for (const signal of FROM_TERMINAL) process.off(signal, ignore)
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}

/** The user's shell. It is interactive if stdin is a terminal. */
export function subshell(env: Env, platform: NodeJS.Platform): CommandLine {
  return platform === 'win32'
    ? [envVar(env, 'ComSpec', 'COMSPEC') ?? 'cmd.exe']
    : [envVar(env, 'SHELL') ?? '/bin/sh']
}

async function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => {
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

/** Uses the exit statuses of a shell (POSIX.1-2017, 2.8.2). */
function spawnFailure(file: string, error: unknown): ChildEnd {
  const name = printable(file)
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  if (code === 'ENOENT' || file === '') {
    const hint =
      process.platform === 'win32'
        ? `to run a .cmd or .bat script, name its interpreter: -- cmd /c ${name}`
        : 'check the spelling and PATH; aliases and functions of your shell do not work here'
    return {
      status: 127,
      failure: new RolecallError('failed', `command not found: ${name}`, { hint }),
    }
  }
  const reasons: Record<string, string> = {
    EACCES: 'permission denied',
    E2BIG: 'the arguments and the environment are too long',
  }
  const message = `cannot run ${name}: ${reasons[code] ?? code}`
  const hint = 'rolecall got the credentials; check that the command works without rolecall'
  return { status: 126, failure: new RolecallError('failed', message, { hint }) }
}
