import { envVar } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import { printable } from '../core/printable.js'
import { shellWord } from '../core/shell-word.js'
import { terminalJob } from '../system/terminal/job.js'
import type { CodeContext } from './code-request.js'
import { codeFromPerson } from './from-person.js'
import { codeFromProgram } from './from-program.js'
import { codeFromSeed } from './from-seed.js'
import { claimCode, parseCode, secondsToNextCode } from './used-codes.js'

/** @returns undefined if this source has no code, so that the next one is tried */
type CodeSource = (context: CodeContext) => Promise<string | undefined>

/** In order of precedence. */
const SOURCES: readonly CodeSource[] = [
  codeFromFlagOrEnvironment,
  codeFromProgram,
  codeFromSeed,
  codeFromPerson,
]

/**
 * Gets a code for an MFA device that STS has not seen yet: from `--mfa-code`, ROLECALL_MFA_CODE,
 * `rolecall_mfa` or `mfa_process`, a stored seed, the terminal or a dialog, whichever is first.
 * @returns six digits, already recorded as used
 * @throws RolecallError 'interaction' if there is no way to prompt, or no answer; 'interrupted' if
 * the user declines; 'failed' if a program fails
 */
export async function getTokenCode(context: CodeContext): Promise<string> {
  for (const source of SOURCES) {
    const code = await source(context)
    if (code !== undefined) return code
  }
  throw context.request.mfaSeed ? noSeedError(context) : cannotPromptError(context)
}

async function codeFromFlagOrEnvironment({
  request,
  host,
}: CodeContext): Promise<string | undefined> {
  const text = request.given ?? envVar(host.env, 'ROLECALL_MFA_CODE')
  if (text === undefined || request.attempt > 1) return undefined
  const origin = request.given === undefined ? 'ROLECALL_MFA_CODE' : (request.flag ?? '--mfa-code')
  const code = parseCode(text)
  if (!code) throw new RolecallError('usage', `${origin} is not a six-digit code`)
  if (!(await claimCode(request.serial, code, host))) {
    throw new RolecallError('interaction', `the code in ${origin} was already used`, {
      reason: 'cannot-ask',
      hint: `AWS accepts each code once; the next one appears in ${secondsToNextCode(host)} s`,
    })
  }
  return code
}

/** The profile says `rolecall_mfa = keychain`; on another machine the seed may be missing. */
function noSeedError({ request }: CodeContext): RolecallError {
  return new RolecallError(
    'interaction',
    `no seed of ${printable(request.serial)} is stored here`,
    {
      reason: 'cannot-ask',
      hint: `store it: rolecall mfa import --mfa-serial ${shellWord(request.serial)}`,
    },
  )
}

function cannotPromptError({ request, host, mayPrompt }: CodeContext): RolecallError {
  const noTerminal = terminalJob(host)
    ? 'a background job cannot prompt on its terminal'
    : 'there is no terminal to prompt on'
  const obstacle = mayPrompt ? noTerminal : 'prompts are turned off (--no-input)'
  const need = request.refusal ?? `an MFA code for ${printable(request.serial)} is needed`
  return new RolecallError('interaction', `${need}, and ${obstacle}`, {
    reason: 'cannot-ask',
    hint: request.login
      ? `run \`${request.login}\` in a terminal first`
      : `run this in a terminal, or give the code in ROLECALL_MFA_CODE or ${request.flag ?? '--mfa-code'}`,
  })
}
