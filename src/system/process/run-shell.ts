import { spawn, type ChildProcess, type SpawnOptions, type StdioOptions } from 'node:child_process'
import { closeSync } from 'node:fs'
import { chainVariable } from '../../core/recursion-guard.js'
import { withoutCredentialVariables } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { userPath } from '../home.js'
import type { Host } from '../host.js'
import { refuseForeignAwsFiles } from '../files/aws/trusted-aws-files.js'
import { openTerminalDescriptors } from '../terminal/terminal.js'
import { descendants } from './caller/calling-program.js'
import { endWindowsTree, killGroup, sendSignal, spawnKilledOnExit } from './child-group.js'
import { collectOutput } from './collect-output.js'
import { findProgram } from './path/find-program.js'

/** The most that the JavaScript SDK accepts from a credential process (docs/contracts.md §1.1). */
const MAX_OUTPUT_BYTES = 1024 * 1024
/** The part of the command's standard error that an error message quotes. */
const MAX_QUOTED_CHARACTERS = 500

/** Limits for a command line that a shell runs. */
export interface ShellOptions {
  /** The key of the command line, for messages: `mfa_process`, `credential_process`. */
  role: string
  /** Milliseconds until the command is killed. */
  timeoutMs: number
  /** Profiles for the recursion guard of a nested rolecall; by default those of the environment. */
  chain?: readonly string[] | undefined
  /** False: the command gets no terminal, even if there is one (`--no-input`). */
  mayPrompt?: boolean
}

/**
 * Runs a command line from a config file, through the shell that it was written for. With a
 * terminal the command may prompt there. Without one its standard error is saved for the error
 * message. On success rolecall's own must stay empty, because the C++ SDK parses it as JSON.
 * @returns the command's standard output
 * @throws RolecallError 'config' if another user could have written the command line; 'failed' with
 * the command's first word only: the rest may be a secret
 */
export async function runShell(
  command: string,
  host: Pick<Host, 'env' | 'platform' | 'pid' | 'paths'>,
  options: ShellOptions,
): Promise<string> {
  const name = `${options.role} (${firstWord(command)})`
  const env = { ...host.env, ...(options.chain ? chainVariable(options.chain) : {}) }
  return run((stdio) => spawn(command, { ...stdio, shell: true, env }), name, host, options)
}

/**
 * Runs a program that rolecall knows, as {@link runShell} does, but without a shell: its words come
 * from a config file. It does not see the credentials of the environment.
 * @param words the program's name, then its arguments
 * @returns the program's standard output
 * @throws RolecallError 'config' if there is no such program; otherwise as {@link runShell}
 */
export async function runInstalled(
  [program = '', ...args]: readonly string[],
  host: Pick<Host, 'env' | 'platform' | 'pid' | 'paths'>,
  options: ShellOptions,
): Promise<string> {
  const file = findProgram(program, host)
  if (file === undefined) {
    throw new RolecallError('config', `${options.role} needs ${program}, which is not installed`, {
      hint: `install it, or add its folder to PATH; or set mfa_process to another program`,
    })
  }
  const name = `${options.role} (${program})`
  const env = withoutCredentialVariables(host.env)
  return run((stdio) => spawn(file, args.map(userPath), { ...stdio, env }), name, host, options)
}

type Start = (options: Pick<SpawnOptions, 'windowsHide' | 'stdio' | 'detached'>) => ChildProcess

async function run(
  spawnWith: Start,
  name: string,
  host: Pick<Host, 'env' | 'platform' | 'pid' | 'paths'>,
  options: ShellOptions,
): Promise<string> {
  refuseForeignAwsFiles(host, options.role)
  const terminal = options.mayPrompt === false ? undefined : openTerminalDescriptors(host)
  // A group of its own would be in the background of the terminal, and could not prompt.
  const isGroup = terminal === undefined && host.platform !== 'win32'
  const stdio: StdioOptions =
    terminal === undefined ? ['ignore', 'pipe', 'pipe'] : [terminal.input, 'pipe', terminal.output]
  const start = (): ChildProcess =>
    spawnWith({
      // In a hidden console, the user would not see the prompt.
      windowsHide: options.mayPrompt === false,
      stdio,
      detached: isGroup,
    })
  const kill = (child: ChildProcess): void => killTree(child, isGroup, host)
  let stopWatching: (() => void) | undefined
  try {
    const spawned = isGroup
      ? spawnKilledOnExit(start, kill)
      : { child: start(), stopWatching: undefined }
    stopWatching = spawned.stopWatching
    const { child } = spawned
    return await outputOf(child, name, kill, options)
  } finally {
    stopWatching?.()
    for (const each of new Set([terminal?.input, terminal?.output]))
      if (each !== undefined) closeSync(each)
  }
}

function outputOf(
  child: ChildProcess,
  name: string,
  kill: (child: ChildProcess) => void,
  { timeoutMs }: ShellOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stdout = collectOutput(child.stdout, MAX_OUTPUT_BYTES, () =>
      stop('printed more than 1 MiB'),
    )
    const stderr = collectOutput(child.stderr, MAX_OUTPUT_BYTES)
    const fail = (what: string): void => {
      const quoted = printable(stderr().toString().trim()).slice(0, MAX_QUOTED_CHARACTERS)
      const message = `${name} ${what}${quoted && `: ${quoted}`}`
      const hint = 'run the command by itself to see why'
      reject(new RolecallError('failed', message, { hint, ...(quoted && { reason: 'quotes' }) }))
    }
    const stop = (what: string): void => {
      fail(what)
      kill(child)
    }
    const timer = setTimeout(
      () => stop(`took longer than ${Math.ceil(timeoutMs / 1000)} s`),
      timeoutMs,
    )

    child.on('error', () => fail('could not be started'))
    child.on('close', (status, killedBy) => {
      clearTimeout(timer)
      if (status === 0) resolve(stdout().toString())
      else fail(killedBy ? `was ended by ${killedBy}` : `exited with status ${status}`)
    })
  })
}

/** Destroys the pipes as well: a descendant that escapes must not delay the end of the output. */
function killTree(
  child: ChildProcess,
  isGroup: boolean,
  { env, platform }: Pick<Host, 'env' | 'platform'>,
): void {
  child.stdout?.destroy()
  child.stderr?.destroy()
  if (isGroup) return killGroup(child, 'SIGKILL')
  const { pid } = child
  if (pid === undefined) return
  if (platform === 'win32') return endWindowsTree(pid, env)
  for (const each of [...descendants(pid, platform), pid]) sendSignal(each, 'SIGKILL')
}

/** A command line may begin with a variable, whose value may be a secret. */
function firstWord(command: string): string {
  const [, quoted, plain = ''] = /^\s*(?:"([^"]*)"|([^\s;|&<>()]*))/.exec(command) ?? []
  const word = quoted ?? plain
  return word.includes('=') ? 'its command' : printable(word)
}
