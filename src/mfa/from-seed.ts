import { isRolecallError, RolecallError } from '../core/errors.js'
import { printable } from '../core/printable.js'
import type { Host } from '../system/host.js'
import { openTerminal } from '../system/terminal/terminal.js'
import { sleep } from '../system/time.js'
import type { CodeContext } from './code-request.js'
import { codeFromPerson } from './from-person.js'
import { stepAt, STEP_SECONDS, totp } from './totp.js'
import { claimCode } from './used-codes.js'

/** AWS refuses one code if another machine has used it. A second refusal means a wrong seed. */
const MAX_SEED_ATTEMPTS = 2

const STEP_MS = STEP_SECONDS * 1000

/**
 * Computes the code of the device's stored seed. A code that any process has sent is not sent
 * again: rolecall waits for the next one.
 * @returns undefined if no seed is stored
 * @throws RolecallError 'keychain' if the store fails and the user cannot be prompted; 'failed' if
 * AWS refuses the codes of the seed
 */
export async function codeFromSeed(context: CodeContext): Promise<string | undefined> {
  const { request, seeds } = context
  const { serial, attempt, refusal } = request
  let seed: string | undefined
  try {
    seed = await seeds?.(serial)
  } catch (error) {
    if (!isRolecallError(error)) throw error
    const reason = `the stored seed cannot be read: ${error.message}`
    const typed = await codeFromPerson({ ...context, request: { ...request, reason } })
    if (typed === undefined) throw error
    return typed
  }
  if (seed === undefined) return undefined
  if (attempt <= MAX_SEED_ATTEMPTS) {
    const { host, left, mayPrompt } = context
    const tell = (message: string): void => {
      if (mayPrompt) openTerminal(host)?.writeLine(`rolecall: ${message}`)
    }
    return unusedCode({
      ...{ seed, serial, host, left, tell },
      clockOffsetMs: request.clockOffsetMs,
    })
  }
  const typed = await codeFromPerson(context)
  if (typed !== undefined) return typed
  const why = refusal ?? 'AWS did not accept the codes'
  throw new RolecallError('failed', `${why} that the stored seed of ${printable(serial)} makes`, {
    hint: 'check the clock of this machine, and let AWS follow it: rolecall mfa sync; or store the right seed: rolecall mfa import --replace',
  })
}

/** What {@link unusedCode} needs of its caller. */
export interface SeedUse {
  seed: string
  serial: string
  host: Host
  /** AWS's clock minus the local one, if it is known: milliseconds. */
  clockOffsetMs?: number | undefined
  /** @returns milliseconds until the code must be there */
  left: () => number
  /** Tells the user of a wait. */
  tell: (message: string) => void
}

/**
 * The current code of a seed or, if that was used, the next one. The code counts as used from then
 * on.
 * @throws RolecallError 'interaction' if the next code would come too late
 */
export async function unusedCode(use: SeedUse): Promise<string> {
  const { seed, serial, host, clockOffsetMs = 0, left, tell } = use
  const now = (): number => host.now().at + clockOffsetMs
  for (;;) {
    const code = totp(seed, stepAt(now()))
    if (await claimCode(serial, code, host)) return code
    const waitMs = STEP_MS - (now() % STEP_MS)
    const seconds = Math.ceil(waitMs / 1000)
    if (waitMs > left()) {
      throw new RolecallError(
        'interaction',
        'the current code of the stored seed was already used',
        {
          hint: `AWS accepts each code once; try again in ${seconds} s`,
        },
      )
    }
    tell(`the current MFA code was used; waiting ${seconds} s for the next one`)
    await sleep(waitMs)
  }
}
