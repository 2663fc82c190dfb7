import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { shellWord } from '../../core/shell-word.js'
import type { Host } from '../host.js'
import { becoming } from './become.js'
import type { Ending } from './ending.js'
import { commandProblem } from './path/find-command.js'
import { restoringPrefix } from './inherited-state.js'
import { runForeground, type CommandLine } from './run-foreground.js'
import { rejectUndecodable } from './undecodable.js'

/** Exit statuses of a shell for a command that does not start (POSIX.1-2017, 2.8.2). */
const [FORBIDDEN, MISSING] = [126, 127]

/** Why a command does not start. */
export interface StartFailure {
  status: number
  error: RolecallError
}

/** The user's shell. It is interactive if stdin is a terminal. */
export function subshell(env: Env, platform: NodeJS.Platform): CommandLine {
  return platform === 'win32'
    ? [envVar(env, 'ComSpec', 'COMSPEC') ?? 'cmd.exe']
    : [envVar(env, 'SHELL') ?? '/bin/sh']
}

/**
 * Checks a command before any credentials are requested, so that no prompt precedes the message.
 * @param isShell true for the user's shell instead of a command
 * @returns undefined if it can probably be started
 */
export function startFailure(
  [file]: CommandLine,
  { env, platform }: Pick<Host, 'env' | 'platform'>,
  isShell: boolean,
): StartFailure | undefined {
  const problem = platform === 'win32' ? undefined : commandProblem(file, env)
  if (problem === undefined) return undefined
  const name = printable(file)
  const status = problem === 'missing' ? MISSING : FORBIDDEN
  if (isShell) {
    const what = problem === 'missing' ? 'does not exist' : 'cannot be executed'
    const hint = 'choose another one: SHELL=/bin/sh rolecall exec'
    return { status, error: failed(`your shell ${what}: SHELL is ${name}`, hint) }
  }
  return problem === 'missing'
    ? { status, error: missing(name) }
    : { status, error: failed(`cannot run ${name}: permission denied`, hintToRun(file)) }
}

/**
 * Runs a command in place of this process: as this process if Node can do that, else as a child
 * that gets all that this process got from its parent.
 * @param env the complete environment of the command
 * @param descriptors see `inheritedDescriptors`
 * @returns the exit status of a child; or a function by which the entry becomes the command, once
 * all else is done (src/entry/main.ts); or why the command did not start
 * @throws RolecallError if a word or a variable cannot be passed on
 */
export async function execCommand(
  command: CommandLine,
  env: Record<string, string>,
  host: Host,
  descriptors: readonly number[],
): Promise<Ending | StartFailure> {
  rejectUndecodable(command, env)
  const prefix = restoringPrefix(host, command[0])
  const become = descriptors.length === 0 ? becoming(prefix, command, env, host) : undefined
  return become ?? runChild(command, env, host, { prefix, descriptors })
}

/**
 * Runs a command as a child, beside work that this process goes on with; otherwise as
 * {@link execCommand}.
 * @throws RolecallError if a word or a variable cannot be passed on
 */
export async function runBeside(
  command: CommandLine,
  env: Record<string, string>,
  host: Host,
  descriptors: readonly number[],
): Promise<Ending | StartFailure> {
  rejectUndecodable(command, env)
  return runChild(command, env, host, { prefix: restoringPrefix(host, command[0]), descriptors })
}

async function runChild(
  command: CommandLine,
  env: Record<string, string>,
  { platform }: Host,
  { prefix, descriptors }: { prefix: readonly string[]; descriptors: readonly number[] },
): Promise<Ending | StartFailure> {
  try {
    return await runForeground([...prefix, ...command] as [string, ...string[]], env, descriptors)
  } catch (error) {
    return spawnFailure(command, error, platform)
  }
}

/** @param error of Node's spawn */
export function spawnFailure(
  [file, ...args]: CommandLine,
  error: unknown,
  platform: NodeJS.Platform,
): StartFailure {
  const name = printable(file)
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  // Windows itself starts only .exe files, and Node refuses scripts, whose quoting is unsafe.
  if (platform === 'win32' && (code === 'ENOENT' || code === 'EINVAL')) {
    const words = ['cmd', '/c', file, ...args].map(windowsWord).join(' ')
    const hint = `to run a .cmd or .bat script, name its interpreter: -- ${words}`
    const message =
      code === 'EINVAL'
        ? `${name} is a script, which Windows cannot run by itself`
        : `command not found: ${name}`
    return { status: code === 'EINVAL' ? FORBIDDEN : MISSING, error: failed(message, hint) }
  }
  if (code === 'ENOENT') return { status: MISSING, error: missing(name) }
  const reasons: Record<string, string> = {
    EACCES: 'permission denied',
    E2BIG: 'the arguments and the environment are too long',
  }
  const message = `cannot run ${name}: ${reasons[code] ?? code}`
  return { status: FORBIDDEN, error: failed(message, hintToRun(file)) }
}

/**
 * cmd.exe and PowerShell know only double quotes as a pair around a word. Without them cmd.exe
 * would end the command at `&`, and PowerShell would split a word at a comma.
 */
const windowsWord = (word: string): string => (/^[\w.:/\\=+-]+$/.test(word) ? word : `"${word}"`)

function missing(name: string): RolecallError {
  const hint = 'check the spelling and PATH; aliases and functions of your shell do not work here'
  return failed(`command not found: ${name}`, hint)
}

const hintToRun = (file: string): string =>
  `check that the command works without rolecall: ls -l ${printable(shellWord(file))}`

const failed = (message: string, hint: string): RolecallError =>
  new RolecallError('failed', message, { hint })
