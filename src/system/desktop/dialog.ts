import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { withoutOwnVariables, envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { findProgram } from '../process/find-program.js'
import type { Host } from '../host.js'
import { beforeInterrupt } from '../process/interrupt.js'

export interface DialogOptions {
  /** Milliseconds from now. */
  deadlineMs: number
}

/** What a dialog program can end with; `unsuitable` means that the next one may be tried. */
type Outcome = { answer: string } | 'cancelled' | 'unsuitable'

/** How a dialog program is run. */
interface Run {
  env: Env
  /** Milliseconds, then it is killed. */
  timeout: number
  killSignal: 'SIGKILL'
  /** Kills it as well. */
  signal: AbortSignal
}

type Dialog = (program: string, text: string, run: Run) => Promise<Outcome>

type DialogHost = Pick<Host, 'env' | 'platform'>

/** In the order in which they are tried. */
const DIALOGS: readonly (readonly [program: string, dialog: Dialog])[] = [
  ['pinentry-mac', pinentry],
  ['pinentry', pinentry],
  ['osascript', command(appleScript)],
  ['zenity', command((text) => ['--entry', '--title=rolecall', `--text=${text}`])],
  ['kdialog', command((text) => ['--title', 'rolecall', '--inputbox', text])],
]

/**
 * Asks with a window, for where there is a desktop and no terminal.
 * @param lines shown without control characters and markup; the first must not begin with a hyphen
 * @returns what was typed; undefined where there is no dialog program that works
 * @throws RolecallError `interrupted` where the person declined, `interaction` when time is up
 */
export async function askByDialog(
  lines: readonly string[],
  host: DialogHost,
  { deadlineMs }: DialogOptions,
): Promise<string | undefined> {
  const text = lines.map(plain).join('\n')
  const deadline = performance.now() + deadlineMs
  const closing = new AbortController()
  // An SDK that loses patience ends us, and nobody would hear what is typed into a window that stays.
  const stopListening = beforeInterrupt(() => closing.abort())
  try {
    for (const [name, dialog] of DIALOGS) {
      const program = findProgram(name, host)
      if (!program) continue
      const outcome = await dialog(program, text, {
        env: withoutOwnVariables(host.env),
        // Zero would be no limit.
        timeout: Math.max(1, Math.ceil(deadline - performance.now())),
        killSignal: 'SIGKILL',
        signal: closing.signal,
      })
      if (performance.now() >= deadline)
        throw new RolecallError('interaction', 'nobody answered in time')
      if (outcome === 'cancelled') throw new RolecallError('interrupted', 'no code was given')
      if (outcome !== 'unsuitable') return outcome.answer
    }
    return undefined
  } finally {
    stopListening()
  }
}

/** Whether windows can be opened here at all. */
export function hasDesktop({ env, platform }: DialogHost): boolean {
  if (platform === 'win32') return false
  return platform === 'darwin' || envVar(env, 'WAYLAND_DISPLAY', 'DISPLAY') !== undefined
}

/** GTK and Qt read some labels as markup. */
function plain(line: string): string {
  return printable(line).replace(/[<>&\\]/g, ' ')
}

/** The text is an argument of the script, never a part of it. */
function appleScript(text: string): string[] {
  const script = [
    'on run argv',
    'set answer to display dialog (item 1 of argv) default answer "" with title "rolecall"',
    'return text returned of answer',
    'end run',
  ]
  return [...script.flatMap((line) => ['-e', line]), text]
}

/** A dialog program that prints the answer, and exits with 1 where the person declines. */
function command(args: (text: string) => string[]): Dialog {
  return (program, text, run) =>
    new Promise((resolve) => {
      execFile(program, args(text), run, (error, stdout, stderr) => {
        if (!error) resolve({ answer: stdout.trim() })
        else
          resolve(error.code === 1 && !/display|connect/i.test(stderr) ? 'cancelled' : 'unsuitable')
      })
    })
}

/** GPG_ERR_CANCELED and GPG_ERR_FULLY_CANCELED, in the low 16 bits of an Assuan error code. */
const CANCELLED = [99, 198]

/**
 * The Assuan protocol: one request a line, answered by `OK`, by `ERR code text`, or by `D data` and then `OK`; `%` and control
 * characters are percent-encoded (Assuan manual, "Server responses").
 */
function pinentry(program: string, text: string, run: Run): Promise<Outcome> {
  const description = text.replace(/[%\n]/g, (sign) => (sign === '%' ? '%25' : '%0A'))
  // Each is sent when the one before is answered; the first answer is a greeting.
  const requests = ['SETTITLE rolecall', `SETDESC ${description}`, 'SETPROMPT Code:', 'GETPIN']
  return new Promise((resolve) => {
    const child = spawn(program, { ...run, stdio: ['pipe', 'pipe', 'ignore'] })
    let answer = ''
    child.on('error', () => resolve('unsuitable'))
    child.on('close', () => resolve('unsuitable'))
    child.stdin.on('error', () => resolve('unsuitable'))
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('D ')) answer += line.slice(2)
      const request = line.startsWith('OK') ? requests.shift() : undefined
      if (request) child.stdin.write(`${request}\n`)
      else if (line.startsWith('OK')) resolve({ answer: unescaped(answer) })
      else if (line.startsWith('ERR')) resolve(isCancelled(line) ? 'cancelled' : 'unsuitable')
      if (!request && /^(OK|ERR)/.test(line)) child.stdin.end('BYE\n')
    })
  })
}

function unescaped(data: string): string {
  return data.replace(/%([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
}

function isCancelled(line: string): boolean {
  return CANCELLED.includes(Number(line.split(' ')[1]) & 0xffff)
}
