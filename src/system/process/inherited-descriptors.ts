import { fstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import type { Env } from '../../core/env.js'

/*
 * Descriptors above 2 that the parent passed on: those of `<( )`, of make's jobserver, of `3>file`.
 * At its start Node marks the lowest of them close-on-exec, and nothing in Node removes the mark.
 * Only a spawned child gets them, if they are named.
 */

/** Bit of `flags` in /proc/PID/fdinfo (O_CLOEXEC). */
const CLOSE_ON_EXEC = 0o2000000

/** A descriptor that Node marked, and what it refers to: `/etc/passwd`, `pipe:[4711]`. */
interface Descriptor {
  number: number
  target: string
}

/**
 * The inherited descriptors that a command would lose if this process became it. To be called
 * before rolecall opens a file of its own.
 * @param words of the command; without /proc, only descriptors that they or MAKEFLAGS name
 */
export function inheritedDescriptors(words: readonly string[], env: Env): number[] {
  const listed = process.platform === 'linux' ? marked() : undefined
  if (listed === undefined) return named(words, env).filter(isOpen)
  const pipes = listed.map(({ target }) => target).filter((target) => target.startsWith('pipe:'))
  const ofStreams = [process.stdout, process.stderr].map(descriptorOf)
  const pairs = new Set(pipes.filter((pipe, index) => pipes.indexOf(pipe) !== index))
  const ofParent = pairs.size > 0 ? targetsOf(process.ppid) : []
  return (
    listed
      .filter(({ number, target }) => !ofStreams.includes(number) && !isReserve(number, target))
      .filter(({ target }) => !target.startsWith('anon_inode:'))
      // Node itself holds both ends of its own pipes. Both ends of make's are in the parent, too.
      .filter(({ target }) => !pairs.has(target) || ofParent.includes(target))
      .map(({ number }) => number)
  )
}

/**
 * libuv opens one null device as a reserve. By then Node has opened descriptors beyond 15. Of the
 * inherited ones it marks only 3 to 15, and those that follow without a gap.
 */
const isReserve = (number: number, target: string): boolean => number > 15 && target === '/dev/null'

/** For a stream on a terminal, libuv opens the terminal again. @returns that descriptor */
function descriptorOf(stream: NodeJS.WriteStream): number | undefined {
  return (stream as { _handle?: { fd?: number } })._handle?.fd
}

/** @returns undefined without /proc */
function marked(): Descriptor[] | undefined {
  try {
    return readdirSync('/proc/self/fd')
      .map(Number)
      .filter((number) => number > 2)
      .flatMap((number) => {
        const target = linkOf('self', number)
        return target !== undefined && isMarked(number) ? [{ number, target }] : []
      })
  } catch {
    return undefined
  }
}

function isMarked(number: number): boolean {
  const [, flags = '0'] =
    /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'latin1')) ?? []
  return (parseInt(flags, 8) & CLOSE_ON_EXEC) !== 0
}

function targetsOf(pid: number): (string | undefined)[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((number) => linkOf(pid, Number(number)))
  } catch {
    return []
  }
}

/** @returns undefined for a descriptor that is closed by now, as that of the listing itself */
function linkOf(pid: number | 'self', number: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${number}`)
  } catch {
    return undefined
  }
}

/** Descriptors in `/dev/fd/11` and in make's `--jobserver-auth=3,4`. */
function named(words: readonly string[], env: Env): number[] {
  const inWords = words.flatMap((word) => [...word.matchAll(/\/dev\/fd\/(\d{1,4})\b/g)])
  const inFlags = [...(env['MAKEFLAGS'] ?? '').matchAll(/--jobserver-\w+=(\d{1,4}),(\d{1,4})/g)]
  const numbers = [...inWords, ...inFlags].flatMap(([, ...found]) => found.map(Number))
  return [...new Set(numbers)].filter((number) => number > 2)
}

function isOpen(number: number): boolean {
  try {
    fstatSync(number)
    return true
  } catch {
    return false
  }
}
