import { readFileSync } from 'node:fs'
import { uptime, userInfo } from 'node:os'
import type { ClockReading } from '../core/credentials.js'
import type { Env } from '../core/env.js'
import { homeOfUser } from './home.js'
import { pathsFor, type Paths } from './paths.js'

/** The standard streams: the parent's, often an SDK's. Never a place to prompt; that is the terminal (terminal.ts). */
export interface Streams {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

/** Everything a command may know of the machine it runs on, passed in so that a test can pass another. */
export interface Host {
  /** Words after `rolecall`. */
  argv: readonly string[]
  env: Env
  platform: NodeJS.Platform
  pid: number
  ppid: number
  /** For messages: it may be gone, as that of a shell whose branch another has removed. */
  cwd: string
  streams: Streams
  paths: Paths
  /** Reads all clocks. */
  now(): Omit<ClockReading, 'serverOffset'>
  /** The login name; 'unknown' where the system has none for this user id. */
  userName(): string
}

/**
 * The real machine. Nothing is read before it is asked for: this is on the hot path, where files use the global `process`, since a
 * default import of it becomes a copy of its every property in the CommonJS bundle (docs/performance.md).
 */
export function realHost(): Host {
  const { env, platform } = process
  return {
    argv: process.argv.slice(2),
    env,
    platform,
    pid: process.pid,
    ppid: process.ppid,
    get cwd() {
      return workingFolder()
    },
    streams: process,
    paths: pathsFor(env, platform, homeOfUser),
    now: () => ({ at: Date.now(), bootId: bootId(platform), uptime: uptime() }),
    userName,
  }
}

function workingFolder(): string {
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

/** The SDK prints a warning on Node 20, and the C++ SDK takes a credential process's stderr for JSON. */
export function quietSdk(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
}

/** For what the SDK takes from nowhere but its environment; our children do not see it. */
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
