import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { startDeadline } from '../../core/time/deadline.js'
import { envVar, withoutCredentialVariables, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import type { Host } from '../host.js'
import { findProgram } from '../process/path/find-program.js'
import { callerGoneError, watchProcess } from '../process/watch-process.js'
import { beforeInterrupt } from '../process/interrupt.js'
import { monotonicMs } from '../time.js'

/** When a dialog closes unanswered. */
export interface DialogOptions {
  /** Milliseconds until the dialog is closed. */
  timeoutMs: number
  /** The process that the answer is for: the dialog closes when it has ended. */
  callerPid?: number | undefined
}

/** How a dialog program ended. After `unsuitable` the next program is tried. */
type Outcome = { answer: string } | 'cancelled' | 'unsuitable'

/** Options of `node:child_process` for a dialog program. */
interface RunOptions {
  env: Env
  /** Milliseconds until the program is killed. */
  timeout: number
  killSignal: 'SIGKILL'
  /** Kills the program when aborted. */
  signal: AbortSignal
}

type Dialog = (program: string, text: string, options: RunOptions) => Promise<Outcome>

type DialogHost = Pick<Host, 'env' | 'platform'>

/** The supported programs, in the order of preference. */
const DIALOGS: readonly (readonly [program: string, dialog: Dialog])[] = [
  ['pinentry-mac', pinentry],
  ['pinentry', pinentry],
  ['osascript', command(appleScript)],
  ['zenity', command((text) => ['--entry', '--title=rolecall', `--text=${text}`])],
  ['kdialog', command((text) => ['--title', 'rolecall', '--inputbox', text])],
]

/**
 * Prompts in a window, for processes with a desktop but without a terminal.
 * @param lines shown without control characters and markup; the first must not begin with a hyphen
 * @returns the user's input; undefined if no dialog program works
 * @throws RolecallError 'interrupted' if the user cancels, 'interaction' at the deadline
 */
export async function askByDialog(
  lines: readonly string[],
  host: DialogHost,
  { timeoutMs, callerPid }: DialogOptions,
): Promise<string | undefined> {
  const text = lines.map(plain).join('\n')
  const left = startDeadline(timeoutMs, monotonicMs)
  const closing = new AbortController()
  // An SDK may end this process at its own time limit; a window that stays open would go nowhere.
  const stopListening = beforeInterrupt(() => closing.abort())
  const caller: { isGone: boolean } = { isGone: false }
  const stopWatching = watchProcess(callerPid, () => {
    caller.isGone = true
    closing.abort()
  })
  try {
    for (const [name, dialog] of DIALOGS) {
      const program = findProgram(name, host)
      if (!program) continue
      const outcome = await dialog(program, text, {
        env: withoutCredentialVariables(host.env),
        // A timeout of 0 would be no limit.
        timeout: Math.max(1, Math.ceil(left())),
        killSignal: 'SIGKILL',
        signal: closing.signal,
      }).catch((error: unknown) => {
        throw caller.isGone ? callerGoneError() : error
      })
      if (caller.isGone) throw callerGoneError()
      if (left() === 0) throw new RolecallError('interaction', 'no answer within the time limit')
      if (outcome === 'cancelled')
        throw new RolecallError('interrupted', 'the dialog was cancelled')
      if (outcome !== 'unsuitable') return outcome.answer
    }
    return undefined
  } finally {
    stopListening()
    stopWatching()
  }
}

/** True if this process can open windows. */
export function hasDesktop({ env, platform }: DialogHost): boolean {
  if (platform === 'win32') return false
  return platform === 'darwin' || envVar(env, 'WAYLAND_DISPLAY', 'DISPLAY') !== undefined
}

/** Removes markup, because GTK and Qt parse it in some labels. */
function plain(line: string): string {
  return printable(line).replace(/[<>&\\]/g, ' ')
}

/** The text is an argument of the script, never a part of it, so that it cannot inject code. */
function appleScript(text: string): string[] {
  const script = [
    'on run argv',
    'set answer to display dialog (item 1 of argv) default answer "" with title "rolecall"',
    'return text returned of answer',
    'end run',
  ]
  return [...script.flatMap((line) => ['-e', line]), text]
}

/** A dialog program that prints the answer, and exits with status 1 if the user cancels. */
function command(args: (text: string) => string[]): Dialog {
  return (program, text, options) =>
    new Promise((resolve) => {
      execFile(program, args(text), options, (error, stdout, stderr) => {
        if (!error) resolve({ answer: stdout.trim() })
        else
          resolve(error.code === 1 && !/display|connect/i.test(stderr) ? 'cancelled' : 'unsuitable')
      })
    })
}

/** GPG_ERR_CANCELED and GPG_ERR_FULLY_CANCELED, in the low 16 bits of an Assuan error code. */
const CANCELLED_CODES = [99, 198]

/**
 * Prompts with pinentry, over the Assuan protocol (Assuan manual, "Server responses"). Each request
 * is one line; its answer is `OK`, `ERR code text`, or `D data` and then `OK`. `%` and control
 * characters are percent-encoded.
 */
function pinentry(program: string, text: string, options: RunOptions): Promise<Outcome> {
  const description = text.replace(/[%\n]/g, (sign) => (sign === '%' ? '%25' : '%0A'))
  // Each request waits for the answer to the previous one; the first answer is the greeting.
  const requests = ['SETTITLE rolecall', `SETDESC ${description}`, 'SETPROMPT Code:', 'GETPIN']
  return new Promise((resolve) => {
    const child = spawn(program, { ...options, stdio: ['pipe', 'pipe', 'ignore'] })
    let answer = ''
    child.on('error', () => resolve('unsuitable'))
    child.on('close', () => resolve('unsuitable'))
    child.stdin.on('error', () => resolve('unsuitable'))
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('D ')) answer += line.slice(2)
      const request = line.startsWith('OK') ? requests.shift() : undefined
      if (request) child.stdin.write(`${request}\n`)
      else if (line.startsWith('OK')) resolve({ answer: unescapeAssuan(answer) })
      else if (line.startsWith('ERR')) resolve(isCancelled(line) ? 'cancelled' : 'unsuitable')
      if (!request && /^(OK|ERR)/.test(line)) child.stdin.end('BYE\n')
    })
  })
}

function unescapeAssuan(data: string): string {
  return data.replace(/%([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
}

function isCancelled(line: string): boolean {
  return CANCELLED_CODES.includes(Number(line.split(' ')[1]) & 0xffff)
}
