import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { closeSync } from 'node:fs'
import process from 'node:process'
import { chainVariable } from '../../core/recursion-guard.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import type { Host } from '../host.js'
import { beforeInterrupt } from './interrupt.js'
import { collect } from './collect-output.js'
import { descendants } from './calling-program.js'
import { openTerminalDescriptor } from '../terminal/terminal.js'

/** As much as the JavaScript SDK takes from a credential process (contracts §1.1); bytes. */
const MOST_OUTPUT = 1024 * 1024
/** Characters of the command's own complaint that an error repeats. */
const MOST_COMPLAINT = 500

export interface ShellCommandOptions {
  /** What the person calls it in messages: `mfa_process`, `credential_process`. */
  role: string
  limitMs: number
  /** Profiles on the way, for the recursion guard of a rolecall further down; undefined: what we were told ourselves. */
  chain?: readonly string[] | undefined
  /** False: the command gets no terminal, even where there is one (`--no-input`). */
  mayPrompt?: boolean
}

/**
 * Runs a command line that a person wrote into a config file, through the shell that it was written for. With a
 * terminal the command may ask there; without one its complaints are kept for the error, since our own standard
 * error must stay empty when all goes well (the C++ SDK reads it as JSON).
 * @returns its standard output
 * @throws RolecallError `failed` with the command's first word only: the rest may hold a secret
 */
export async function runShellCommand(
  command: string,
  host: Pick<Host, 'env' | 'platform' | 'pid'>,
  options: ShellCommandOptions,
): Promise<string> {
  const terminal = options.mayPrompt === false ? undefined : openTerminalDescriptor(host)
  let stopListening: (() => void) | undefined
  try {
    const stdio: StdioOptions =
      terminal === undefined ? ['ignore', 'pipe', 'pipe'] : [terminal, 'pipe', terminal]
    // A group of its own can be killed whole, but would be in the background of the terminal.
    const grouped = terminal === undefined && host.platform !== 'win32'
    const kill = (): void => killTree(child, grouped, host.platform)
    // What ends us does not reach it there, and nobody would read what it goes on to print. From before it begins: a signal that
    // comes while it is started would leave it there.
    if (grouped) stopListening = beforeInterrupt(kill)
    const child = spawn(command, {
      shell: true,
      windowsHide: true,
      stdio,
      detached: grouped,
      env: { ...host.env, ...(options.chain ? chainVariable(options.chain) : {}) },
    })
    return await outcome(child, `${options.role} (${firstWord(command)})`, kill, options)
  } finally {
    stopListening?.()
    if (terminal !== undefined) closeSync(terminal)
  }
}

function outcome(
  child: ChildProcess,
  name: string,
  kill: () => void,
  { limitMs }: ShellCommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stdout = collect(child.stdout, MOST_OUTPUT, () => stop('printed too much'))
    const stderr = collect(child.stderr, MOST_OUTPUT)
    const settle = (what: string): void => {
      const complaint = printable(stderr().toString().trim()).slice(0, MOST_COMPLAINT)
      const message = `${name} ${what}${complaint && `: ${complaint}`}`
      const hint = 'run the command by itself to see why'
      reject(new RolecallError('failed', message, { hint, ...(complaint && { reason: 'quotes' }) }))
    }
    const stop = (what: string): void => {
      settle(what)
      kill()
    }
    const timer = setTimeout(() => stop(`took longer than ${Math.ceil(limitMs / 1000)} s`), limitMs)

    child.on('error', () => settle('could not be started'))
    child.on('close', (status, killedBy) => {
      clearTimeout(timer)
      if (status === 0) resolve(stdout().toString())
      else settle(killedBy ? `was ended by ${killedBy}` : `exited with status ${status}`)
    })
  })
}

/** Lets go of the pipes too: a grandchild that escapes must not keep us waiting for the end of its output. */
function killTree(child: ChildProcess, grouped: boolean, platform: NodeJS.Platform): void {
  child.stdout?.destroy()
  child.stderr?.destroy()
  const { pid } = child
  if (pid === undefined) return
  for (const target of grouped ? [-pid] : [...descendants(pid, platform), pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}

/** A command may begin by setting a variable, and that may be a secret. */
function firstWord(command: string): string {
  const [, quoted, plain = ''] = /^\s*(?:"([^"]*)"|([^\s;|&<>()]*))/.exec(command) ?? []
  const word = quoted ?? plain
  return word.includes('=') ? 'its command' : printable(word)
}
