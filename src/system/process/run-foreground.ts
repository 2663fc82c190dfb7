import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import process from 'node:process'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { allowCoreDumpOfChildren, forbidCoreDump } from './core-dump.js'

export type Command = readonly [file: string, ...words: string[]]

export interface ChildEnd {
  /** The child's exit status, 128+n where signal n ended it, 127 or 126 where it never began. */
  status: number
  /** Why it never began. */
  failure?: RolecallError
}

/** The terminal sends these to the child as well: passing them on would make one Ctrl-C two, which terraform takes for "now!". */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const

/** These are sent to one process, and whoever sends them means the child. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const

/**
 * Runs a command in our place: with our streams, without a shell, until it ends. Job control needs nothing from us, since
 * the child stays in our process group. Node's own `process.execve` would leave no parent behind, but the new program
 * would start with SIGPIPE ignored and, after a read, with a non-blocking stdin.
 * @param env the child's whole environment
 */
export async function runChild([file, ...words]: Command, env: Env): Promise<ChildEnd> {
  let child: ChildProcess | undefined
  const ignore = (): void => {}
  const forward = (signal: NodeJS.Signals): void => void child?.kill(signal)
  for (const signal of FROM_TERMINAL) process.on(signal, ignore)
  for (const signal of FORWARDED) process.on(signal, forward)
  allowCoreDumpOfChildren()
  try {
    child = spawn(file, words, { env, stdio: 'inherit' })
    const end = endOf(child)
    await once(child, 'spawn')
    forbidCoreDump()
    // From here on an error is a signal that could not be passed on, to a child that runs as another user.
    child.on('error', ignore)
    return { status: await end }
  } catch (error) {
    return neverBegan(file, error)
  } finally {
    for (const signal of FROM_TERMINAL) process.off(signal, ignore)
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}

/** The user's shell, which is interactive where stdin is a terminal. */
export function subshell(env: Env, platform: NodeJS.Platform): Command {
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

/** The statuses that a shell gives (POSIX.1-2017, 2.8.2). */
function neverBegan(file: string, error: unknown): ChildEnd {
  const name = printable(file)
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  if (code === 'ENOENT' || file === '') {
    const hint =
      process.platform === 'win32'
        ? `a .cmd or .bat script needs its interpreter: -- cmd /c ${name}`
        : 'check the spelling and PATH; an alias or a function of your shell is no command'
    return {
      status: 127,
      failure: new RolecallError('failed', `command not found: ${name}`, { hint }),
    }
  }
  const reasons: Record<string, string> = {
    EACCES: 'permission denied',
    E2BIG: 'arguments and environment are too long',
  }
  const message = `cannot run ${name}: ${reasons[code] ?? code}`
  const hint = 'the credentials are fine; try the command without rolecall'
  return { status: 126, failure: new RolecallError('failed', message, { hint }) }
}
