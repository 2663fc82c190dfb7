import { envVar } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'
import { printable } from '../core/printable.js'
import type { Host } from '../system/host.js'
import { terminalJob } from '../system/terminal/job.js'
import { fromMfaProcess } from './from-process.js'
import { fromPerson } from './from-person.js'
import { promptLimit } from './timeouts.js'
import { parseCode, secondsToNextCode, markCodeUsed, wasUsed } from './used-codes.js'

export interface TokenCodeRequest {
  /** ARN of the virtual device, or the number of a hardware one. */
  serial: string
  /** For the prompt: `admin in 210987654321`. */
  wants: string
  /** For the hint: what `rolecall login` takes. */
  profile: string
  /** The code of `--mfa-code`, or of {@link flag}. */
  given?: string | undefined
  /** Another flag that takes a code: of a call that no cached session can serve. */
  flag?: string | undefined
  /** A shell command that prints a code. */
  mfaProcess?: string | undefined
  /** From 1. A code from a flag or the environment is good for the first attempt only. */
  attempt: number
  /** Why the code before was refused, lower case. */
  previous?: string | undefined
}

export interface TokenCodeOptions {
  /** False: nobody is asked (`--no-input`). */
  mayPrompt: boolean
  /** Milliseconds, for everything together; {@link promptLimit} where not given. */
  limitMs?: number | undefined
}

/** One place that may know a code; undefined: it does not, and the next is asked. */
type CodeSource = (ask: CodeContext) => Promise<string | undefined>

/** What every source is told. */
export interface CodeContext {
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
  const end = performance.now() + (options.limitMs ?? promptLimit(host))
  const asking: CodeContext = {
    request,
    host,
    options,
    left: () => Math.max(0, end - performance.now()),
  }
  for (const source of SOURCES) {
    const code = await source(asking)
    if (code !== undefined) return code
  }
  throw cannotPromptError(asking)
}

async function fromFlagOrEnvironment({ request, host }: CodeContext): Promise<string | undefined> {
  const text = request.given ?? envVar(host.env, 'ROLECALL_MFA_CODE')
  if (text === undefined || request.attempt > 1) return undefined
  const origin = request.given === undefined ? 'ROLECALL_MFA_CODE' : (request.flag ?? '--mfa-code')
  const code = parseCode(text)
  if (!code) throw new RolecallError('usage', `${origin} is not a code of six digits`)
  if (wasUsed(request.serial, code, host)) {
    throw new RolecallError('interaction', `the code in ${origin} was already used`, {
      reason: 'cannot-ask',
      hint: `every code is good for one call; the next one comes in ${secondsToNextCode(host)} s`,
    })
  }
  return markCodeUsed(request.serial, code, host)
}

function cannotPromptError({ request, host, options }: CodeContext): RolecallError {
  const noTerminal = terminalJob(host)
    ? 'a background job cannot ask on its terminal'
    : 'there is no terminal to ask on'
  const why = options.mayPrompt ? noTerminal : 'asking is turned off (--no-input)'
  const what = request.previous ?? `an MFA code for ${printable(request.serial)} is needed`
  return new RolecallError('interaction', `${what}, and ${why}`, {
    reason: 'cannot-ask',
    hint: request.flag
      ? `run this in a terminal, or give the code in ROLECALL_MFA_CODE or ${request.flag}`
      : `run \`rolecall login ${shellWord(request.profile)}\` in a terminal first`,
  })
}
