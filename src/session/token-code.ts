import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseDuration } from '../core/duration.js'
import { setting } from '../core/env.js'
import { isRolecallError, RolecallError } from '../core/errors.js'
import { printable } from '../core/text.js'
import { askByDialog, hasDesktop } from '../host/dialog.js'
import type { Host } from '../host/host.js'
import { acquireLock } from '../host/lock.js'
import { describeAsker, findAsker } from '../host/process-tree.js'
import { runShellCommand } from '../host/shell-command.js'
import { terminalJob } from '../host/terminal-job.js'
import { openTerminal } from '../host/terminal.js'
import { rememberCode, untilNextCode, wasUsed } from './used-codes.js'

export interface TokenCodeRequest {
  /** ARN of the virtual device, or the number of a hardware one. */
  serial: string
  /** For the prompt: `admin in 210987654321`. */
  wants: string
  /** For the hint: what `rolecall login` takes. */
  profile: string
  /** The code of `--mfa-code`. */
  given?: string | undefined
  /** A shell command that prints a code. */
  mfaProcess?: string | undefined
  /** From 1. A code from a flag or the environment is good for the first attempt only. */
  attempt: number
  /** Why the code before was refused, lower case. */
  previous?: string | undefined
}

export interface TokenCodeOptions {
  /** False: nobody is asked (`--no-input`). */
  input: boolean
  /** Seconds, for everything together; ROLECALL_PROMPT_TIMEOUT goes before. */
  limit?: number | undefined
  signal?: AbortSignal | undefined
}

/** Seconds. The Go SDK, and so Terraform, kills its credential process after 60 (contracts §1.2). */
const LIMIT = 55

/** Slips of the finger that are forgiven in one attempt. */
const TRIES = 3

/** One place that may know a code; undefined: it does not, and the next is asked. */
type CodeSource = (ask: Asking) => Promise<string | undefined>

interface Asking {
  request: TokenCodeRequest
  host: Host
  options: TokenCodeOptions
  /** @returns milliseconds until the caller must have its answer */
  left(): number
}

/** In the order of precedence. */
const SOURCES: readonly CodeSource[] = [fromFlagOrEnvironment, fromMfaProcess, fromPerson]

/**
 * A code for an MFA device that has not been sent to STS before, from the first that has one: `--mfa-code`, ROLECALL_MFA_CODE,
 * `mfa_process`, the terminal, a dialog.
 * @returns six digits; they count as used from now on
 * @throws RolecallError `interaction` where nobody can be asked or nobody answers, `interrupted` where the person
 * declines, `failed` where `mfa_process` fails
 */
export async function askTokenCode(
  request: TokenCodeRequest,
  host: Host,
  options: TokenCodeOptions,
): Promise<string> {
  const end = performance.now() + limitSeconds(host, options) * 1000
  const asking: Asking = {
    request,
    host,
    options,
    left: () => Math.max(0, end - performance.now()),
  }
  for (const source of SOURCES) {
    const code = await source(asking)
    if (code !== undefined) return code
  }
  throw nobodyToAsk(asking)
}

function limitSeconds({ env }: Host, { limit }: TokenCodeOptions): number {
  return parseDuration(setting(env, 'ROLECALL_PROMPT_TIMEOUT') ?? '') ?? limit ?? LIMIT
}

async function fromFlagOrEnvironment({ request, host }: Asking): Promise<string | undefined> {
  const text = request.given ?? setting(host.env, 'ROLECALL_MFA_CODE')
  if (text === undefined || request.attempt > 1) return undefined
  const origin = request.given === undefined ? 'ROLECALL_MFA_CODE' : '--mfa-code'
  const code = parseCode(text)
  if (!code) throw new RolecallError('usage', `${origin} is not a code of six digits`)
  if (wasUsed(request.serial, code, host)) {
    throw new RolecallError('interaction', `the code in ${origin} was already used`, {
      hint: `every code is good for one call; the next one comes in ${secondsToNext(host)} s`,
    })
  }
  return spend(request.serial, code, host)
}

async function fromMfaProcess(asking: Asking): Promise<string | undefined> {
  const { request, host, options } = asking
  const command = request.mfaProcess
  if (command === undefined) return undefined
  // The command may ask on the terminal itself; and two at once would print the same code.
  const terminal = options.input ? openTerminal(host) : undefined
  return inTurn(terminal ? `terminal-${terminal.id}` : 'mfa-process', asking, async () => {
    let code = await runMfaProcess(command, asking)
    if (wasUsed(request.serial, code, host)) {
      await sleep(Math.min(untilNextCode(host.now().at), asking.left()))
      code = await runMfaProcess(command, asking)
    }
    if (!wasUsed(request.serial, code, host)) return spend(request.serial, code, host)
    throw new RolecallError('failed', 'mfa_process printed a code that was already used', {
      hint: 'it has to print the code of the current half minute',
    })
  })
}

async function runMfaProcess(command: string, { host, options, left }: Asking): Promise<string> {
  const { input, signal } = options
  const run = { role: 'mfa_process', limitMs: left(), input, signal }
  const code = parseCode(await runShellCommand(command, host, run))
  if (code) return code
  throw new RolecallError('failed', 'mfa_process printed something else than a code of six digits')
}

async function fromPerson(asking: Asking): Promise<string | undefined> {
  const { host, options, left } = asking
  if (!options.input) return undefined
  const terminal = openTerminal(host)
  if (terminal) {
    const { signal } = options
    return inTurn(`terminal-${terminal.id}`, asking, () =>
      converse(asking, (lines) => terminal.ask(lines, { deadlineMs: left(), signal })),
    )
  }
  if (!hasDesktop(host)) return undefined
  return inTurn('dialog', asking, () =>
    converse(asking, (lines) => askByDialog(lines, host, { deadlineMs: left() })),
  )
}

/** One question at a time, whatever it is about: two readers of one terminal split a code between them. */
async function inTurn<T>(
  place: string,
  { host, left }: Asking,
  talk: () => Promise<T>,
): Promise<T> {
  const path = join(host.paths.state, 'locks', `${place.replace(/[^\w-]/g, '-')}.lock`)
  const name = findAsker(host)?.name ?? 'rolecall'
  const lock = await acquireLock(path, { name, waitMs: left() }).catch((error: unknown) => {
    if (isRolecallError(error)) throw error
    return undefined // A home that cannot be written to must not keep a person from answering.
  })
  try {
    return await talk()
  } finally {
    lock?.release()
  }
}

/** Asks until the answer is a new code. */
async function converse(
  { request, host }: Asking,
  ask: (lines: string[]) => Promise<string | undefined>,
): Promise<string | undefined> {
  const asker = findAsker(host)
  const who = asker ? `${describeAsker(asker)} wants` : 'credentials for'
  let reason = request.previous
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const first = reason === undefined ? `${who} ${request.wants}` : reason
    const answer = await ask([`rolecall: ${first}`, `MFA code for ${request.serial}: `])
    if (answer === undefined) return undefined
    const code = parseCode(answer)
    if (code && !wasUsed(request.serial, code, host)) return spend(request.serial, code, host)
    reason = code
      ? `that code was already used; wait for the next one (${secondsToNext(host)} s)`
      : 'a code has six digits'
  }
  throw new RolecallError('interaction', `no usable code after ${TRIES} tries`)
}

function nobodyToAsk({ request, host, options }: Asking): RolecallError {
  const noTerminal = terminalJob(host)
    ? 'a background job cannot ask on its terminal'
    : 'there is no terminal to ask on'
  const why = options.input ? noTerminal : 'asking is turned off (--no-input)'
  const what = request.previous ?? `an MFA code for ${printable(request.serial)} is needed`
  return new RolecallError('interaction', `${what}, and ${why}`, {
    hint: `run \`rolecall login ${printable(request.profile)}\` in a terminal first`,
  })
}

/** People paste `123 456` and `123-456`. */
function parseCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '')
  return /^\d{6}$/.test(code) ? code : undefined
}

function spend(serial: string, code: string, host: Host): string {
  rememberCode(serial, code, host)
  return code
}

function secondsToNext(host: Host): number {
  return Math.ceil(untilNextCode(host.now().at) / 1000)
}
