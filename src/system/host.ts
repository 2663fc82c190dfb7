import { readFileSync } from 'node:fs'
import { uptime, userInfo } from 'node:os'
import type { ClockReading } from '../core/credentials.js'
import type { Env } from '../core/env.js'
import { homeOfUser } from './home.js'
import { pathsFor, type Paths } from './paths.js'

/**
 * The standard streams. They belong to the parent, often an SDK, so that prompts never use them:
 * see src/system/terminal/terminal.ts.
 */
export interface Streams {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

/** The machine as a command sees it, passed as an argument so that a test can pass another. */
export interface Host {
  /** The command line after `rolecall`. */
  argv: readonly string[]
  env: Env
  platform: NodeJS.Platform
  pid: number
  ppid: number
  /** The working directory, for messages; `(deleted)` if it no longer exists. */
  cwd: string
  streams: Streams
  paths: Paths
  /** Reads the wall clock, the boot ID and the uptime. */
  now: () => Omit<ClockReading, 'serverOffset'>
  /** The login name; 'unknown' if the system has none for this user ID. */
  userName: () => string
}

/**
 * The real machine. Everything is read on demand, because a cache hit needs little of it. Files of
 * the fast path use the global `process`, because in the CommonJS bundle a default import copies
 * all of its properties (docs/performance.md).
 */
export function realHost(): Host {
  const { env, platform } = process
  let boot: string | undefined
  return {
    argv: process.argv.slice(2),
    env,
    platform,
    pid: process.pid,
    ppid: process.ppid,
    get cwd() {
      return workingDirectory()
    },
    streams: process,
    paths: pathsFor(env, platform, homeOfUser),
    now: () => ({ at: Date.now(), bootId: (boot ??= bootId(platform)), uptime: uptime() }),
    userName,
  }
}

function workingDirectory(): string {
  try {
    return process.cwd()
  } catch {
    return '(deleted)'
  }
}

function bootId(platform: NodeJS.Platform): string {
  if (platform !== 'linux') return ''
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return ''
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

/**
 * Turns off the SDK's warning about Node 20, because the C++ SDK parses the stderr of a credential
 * process as JSON.
 */
export function silenceSdkWarning(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
}

/**
 * Runs `work` with a variable set in this process's environment, for settings that the SDK reads
 * only there. Children get another environment and do not see it.
 */
export async function withVariable<T>(
  name: string,
  value: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = process.env[name]
  process.env[name] = value
  try {
    return await work()
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = before
  }
}
