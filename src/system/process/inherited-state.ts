import { fstatSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { basename } from 'node:path'
import type { Host } from '../host.js'
import { findProgram } from './path/find-program.js'

/*
 * What Node changes at its start for itself and for every child: it gives ignored signals their
 * default action, and raises the limit of open files. Neither can be read afterwards, so the
 * parent shows what it was. Two small programs restore it and then become the command.
 */

type Name = keyof typeof constants.signals

/** Programs seldom ignore these for themselves only. */
const OF_ANY_PARENT: readonly Name[] = ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGALRM']
/** The parent shell ignores these only if its user wrote `trap ''`. */
const OF_ANY_SHELL: readonly Name[] = [...OF_ANY_PARENT, 'SIGINT']
const OF_SCRIPT: readonly Name[] = [...OF_ANY_SHELL, 'SIGTERM', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']

/** What shells that run a script ignore for themselves: nothing (dash, ksh), or SIGQUIT. */
const OF_SCRIPT_OF: Readonly<Record<string, readonly Name[]>> = {
  bash: [...OF_SCRIPT, 'SIGPIPE'],
  zsh: [...OF_SCRIPT, 'SIGPIPE'],
  fish: OF_SCRIPT,
  busybox: [...OF_SCRIPT, 'SIGPIPE', 'SIGQUIT'],
  dash: [...OF_SCRIPT, 'SIGPIPE', 'SIGQUIT'],
  ksh: [...OF_SCRIPT, 'SIGPIPE', 'SIGQUIT'],
  ksh93: [...OF_SCRIPT, 'SIGPIPE', 'SIGQUIT'],
  mksh: [...OF_SCRIPT, 'SIGPIPE', 'SIGQUIT'],
}

/**
 * The words to put before a command, so that it starts as the parent would have started it.
 * @param file first word of the command
 * @returns none if nothing differs, which is the usual case
 */
export function restoringPrefix(host: Host, file: string): string[] {
  if (host.platform === 'win32') return []
  return [...limitPrefix(host), ...ignorePrefix(host, file)]
}

function limitPrefix(host: Host): string[] {
  const own = openFilesLimit('self')
  const parent = openFilesLimit(host.ppid)
  // A limit above the own one is not what Node raised: the parent set another one for this process,
  // as systemd and `sh -c 'ulimit -n 256; exec …'` do.
  if (own === undefined || parent === undefined || Number(parent) >= Number(own)) return []
  const prlimit = findProgram('prlimit', host)
  return prlimit === undefined ? [] : [prlimit, `--nofile=${parent}:`, '--']
}

/** @returns the soft limit */
function openFilesLimit(pid: number | 'self'): string | undefined {
  return /^Max open files\s+(\d+)/m.exec(read(`/proc/${pid}/limits`))?.[1]
}

function ignorePrefix(host: Host, file: string): string[] {
  const names = ignoredSignals(host).map((name) => name.slice('SIG'.length))
  if (names.length === 0) return []
  const env = findProgram('/usr/bin/env', host)
  // GNU's has the option since 8.31. A shell would change some variables.
  if (env !== undefined && !file.includes('=') && read(env).includes('ignore-signal')) {
    return [env, `--ignore-signal=${names.join(',')}`, '--']
  }
  return ['/bin/sh', '-c', `trap '' ${names.join(' ')}; exec "$@"`, 'sh']
}

/** True if this process was started to outlive its terminal, as by nohup. */
export function ignoresHangUp(host: Pick<Host, 'env' | 'ppid' | 'platform'>): boolean {
  return host.platform !== 'win32' && ignoredSignals(host).includes('SIGHUP')
}

/** Signals that this process ignored before Node gave them their default action. */
function ignoredSignals(host: Pick<Host, 'env' | 'ppid'>): Name[] {
  const mask = BigInt(
    `0x${/^SigIgn:\s*(\w+)/m.exec(read(`/proc/${host.ppid}/status`))?.[1] ?? '0'}`,
  )
  const isIgnored = (name: Name): boolean =>
    ((mask >> BigInt(constants.signals[name] - 1)) & 1n) === 1n
  const ofScript = OF_SCRIPT_OF[programOf(host.ppid)]
  const isInteractive = isIgnored('SIGTTOU') && (isIgnored('SIGTSTP') || isIgnored('SIGTTIN'))
  const believed = ofScript ? (isInteractive ? OF_ANY_SHELL : ofScript) : OF_ANY_PARENT
  const ignored = believed.filter(isIgnored)
  return startedByNohup(host) && !ignored.includes('SIGHUP') ? ['SIGHUP', ...ignored] : ignored
}

/**
 * nohup becomes rolecall, so no process is left to ask. Shells leave the program that they start in
 * `_`, and nohup leaves a write-only null device for a terminal.
 */
function startedByNohup({ env }: Pick<Host, 'env'>): boolean {
  if (basename(env['_'] ?? '') === 'nohup') return true
  const [, flags = '0'] = /^flags:\s*(\d+)/m.exec(read('/proc/self/fdinfo/0')) ?? []
  return (parseInt(flags, 8) & 3) === 1 && isNullDevice()
}

function isNullDevice(): boolean {
  try {
    return fstatSync(0).rdev === statSync('/dev/null').rdev
  } catch {
    return false
  }
}

/** @returns '' if the system does not show it */
function programOf(pid: number): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`))
  } catch {
    return ''
  }
}

/** @returns '' for a file that cannot be read */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
