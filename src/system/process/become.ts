import { readFileSync } from 'node:fs'
import type { Host } from '../host.js'
import { allowCoreDumpOfChildren } from './core-dump.js'
import { resetSignal } from './end-by-signal.js'
import { findProgram } from './path/find-program.js'
import type { CommandLine } from './run-foreground.js'

/** Node has it since 22.15, except on Windows. */
type Execve = (file: string, args: readonly string[], env: Record<string, string>) => never

/** The kernel's limit of one string (MAX_ARG_STRLEN), and what every system takes as a whole. */
const MAX_STRING_BYTES = 128 * 1024 - 1
const MAX_TOTAL_BYTES = 256 * 1024

/**
 * Returns a function that replaces this process by a command (execve(2)). The command keeps the
 * process ID, parent, process group and terminal.
 *
 * The process becomes `env`, which becomes the command. Node before 26 aborts if the first step
 * fails; the second may fail, and `env` then says why.
 * @param prefix absolute path of a program that becomes the command, and its arguments; or nothing
 * @returns undefined if the command must be started as a child instead
 */
export function becoming(
  prefix: readonly string[],
  command: CommandLine,
  env: Record<string, string>,
  host: Host,
): (() => never) | undefined {
  const { execve } = process as { execve?: Execve }
  const start = prefix.length > 0 ? prefix : envPrefix(command, host)
  const [file] = start
  if (execve === undefined || host.platform === 'win32' || file === undefined) return undefined
  const args = [...start, ...command]
  if (isLong([...args, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)])) {
    return undefined
  }
  return () => {
    restoreStreams()
    // Node ignores these two, and execve keeps that. It removes all handlers by itself.
    for (const signal of ['SIGPIPE', 'SIGXFSZ'] as const) resetSignal(signal)
    allowCoreDumpOfChildren()
    return execve.call(process, file, args, env)
  }
}

/** `env` would take a first word with an equals sign for a variable. */
function envPrefix([file]: CommandLine, host: Host): string[] {
  const env = file.includes('=') ? undefined : findProgram('/usr/bin/env', host)
  return env === undefined ? [] : [env, '--']
}

function isLong(strings: readonly string[]): boolean {
  const sizes = strings.map((each) => Buffer.byteLength(each) + 1 + 8)
  return (
    sizes.some((size) => size > MAX_STRING_BYTES) ||
    sizes.reduce((sum, size) => sum + size, 0) > MAX_TOTAL_BYTES
  )
}

/**
 * Node makes the pipes and terminals that it opens as streams non-blocking, and many commands then
 * fail with EAGAIN. libuv does the same for a child.
 */
function restoreStreams(): void {
  for (const [number, name] of (['stdin', 'stdout', 'stderr'] as const).entries()) {
    if (!isNonBlocking(number)) continue
    const { _handle } = process[name] as { _handle?: { setBlocking?: (on: boolean) => number } }
    _handle?.setBlocking?.(true)
  }
}

/** O_NONBLOCK on Linux. @returns true also if the system does not show it */
function isNonBlocking(descriptor: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1')
    return (parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '0', 8) & 0o4000) !== 0
  } catch {
    return true
  }
}
