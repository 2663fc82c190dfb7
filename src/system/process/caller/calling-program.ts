import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { printable } from '../../../core/printable.js'
import { scriptOf } from '../../../core/script-of.js'
import type { Host } from '../../host.js'
import { fromProc, type ProcessEntry } from '../proc.js'

/**
 * The program that requests credentials from rolecall, for prompts and messages. Programs choose
 * their own titles, so it proves nothing.
 */
export interface Caller {
  /** Printable, at most 40 characters. */
  name: string
  pid: number
  /** Printable, the home directory as `~`, at most 60 characters. */
  cwd: string
}

interface Process extends ProcessEntry {
  cwd?: string
}

/** More ancestors than any real chain has; reused process ids could form a loop. */
const MAX_ANCESTORS = 16

/**
 * Finds the nearest ancestor that does more than run rolecall.
 * @returns undefined if the system does not show its processes; never throws
 */
export function findCaller(
  host: Pick<Host, 'ppid' | 'platform' | 'cwd' | 'paths'>,
): Caller | undefined {
  let pid = host.ppid
  for (let step = 0; step < MAX_ANCESTORS && pid > 1; step++) {
    const found = readProcess(pid, host.platform)
    if (!found) return undefined
    if (!onlyRunsRolecall(found.argv)) {
      return {
        name: nameOf(found.argv),
        pid,
        cwd: shortPath(found.cwd ?? host.cwd, host.paths.home),
      }
    }
    pid = found.parent
  }
  return undefined
}

/** The caller for a prompt: `terraform (pid 812, ~/infra)`. */
export function describeCaller({ name, pid, cwd }: Caller): string {
  return `${name} (pid ${pid}, ${cwd})`
}

/**
 * Not for Windows, where taskkill finds them (child-group.ts).
 * @returns the process ids of all descendants, children before their parents
 */
export function descendants(pid: number, platform: NodeJS.Platform): number[] {
  return childrenOf(pid, platform).flatMap((child) => [...descendants(child, platform), child])
}

function childrenOf(pid: number, platform: NodeJS.Platform): number[] {
  try {
    const list =
      platform === 'linux'
        ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
        : run('/usr/bin/pgrep', ['-P', String(pid)])
    return (list.match(/\d+/g) ?? []).map(Number)
  } catch {
    return []
  }
}

/** @returns undefined if the system does not show it; never throws */
export function readProcess(pid: number, platform: NodeJS.Platform): Process | undefined {
  try {
    if (platform === 'linux') return withFolder(pid, fromProc(pid))
    if (platform === 'win32') return undefined
    const [, parent, command = ''] =
      /^\s*(\d+)\s+(.*)$/m.exec(
        run('/bin/ps', ['-ww', '-o', 'ppid=', '-o', 'command=', '-p', String(pid)]),
      ) ?? []
    return parent ? { parent: Number(parent), argv: command.split(/\s+/) } : undefined
  } catch {
    return undefined
  }
}

function withFolder(pid: number, entry: ProcessEntry): Process {
  try {
    return { ...entry, cwd: readlinkSync(`/proc/${pid}/cwd`) }
  } catch {
    return entry // The process of another user, as under sudo.
  }
}

function run(file: string, args: string[]): string {
  return execFileSync(file, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 2000,
  })
}

/** True for `sh -c 'rolecall …'`, as SDKs start rolecall, and for rolecall itself. */
function onlyRunsRolecall(argv: readonly string[]): boolean {
  const [program = '', option = ''] = argv
  const shell = /^(ba|da|z|k|mk|a|fi)?sh$/.test(basename(program)) && /^-\w*c$/.test(option)
  return shell || /rolecall/.test(basename(scriptOf(argv) ?? ''))
}

/** The name that the user knows: `aws` for `python3 /usr/bin/aws s3 ls`. */
function nameOf(argv: readonly string[]): string {
  const [program = ''] = argv
  // The title of a login shell is `-bash`.
  const name = basename(scriptOf(argv) ?? program.replace(/^-/, ''))
  return printable(name).trim().slice(0, 40) || 'a program'
}

function shortPath(path: string, home: string): string {
  const inHome = path === home || path.startsWith(`${home}/`)
  const short = printable(inHome ? `~${path.slice(home.length)}` : path)
  return short.length > 60 ? `…${short.slice(-59)}` : short
}
