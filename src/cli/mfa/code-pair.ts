import { withPromptLock } from '../../coordination/prompt-lock.js'
import { startDeadline } from '../../core/time/deadline.js'
import { RolecallError } from '../../core/errors.js'
import type { CodePair } from '../../iam/virtual-devices.js'
import { stepAt, STEP_SECONDS, totp } from '../../mfa/totp.js'
import { parseCode, secondsToNextCode, wasUsed } from '../../mfa/used-codes.js'
import type { Host } from '../../system/host.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import { monotonicMs, sleep } from '../../system/time.js'

/** Answers that are not a code: this many end the prompt. */
const MAX_ANSWERS = 5

/** Long enough for two codes, and to set up a phone. */
const PROMPT_TIMEOUT_MS = 600_000

const STEP_MS = STEP_SECONDS * 1000

/**
 * The previous and the current code of a seed: both have been shown by any other device with the
 * seed, so that AWS need not accept codes of the future. Used codes are never sent again; rolecall
 * waits for others.
 * @param clockOffsetMs the clock that AWS goes by minus the local one
 * @param tell tells the user of a wait
 */
export async function computedPair(
  { seed, serial, clockOffsetMs }: { seed: string; serial: string; clockOffsetMs: number },
  host: Host,
  tell: (message: string) => void,
): Promise<CodePair> {
  for (;;) {
    const now = host.now().at + clockOffsetMs
    const pair = [totp(seed, stepAt(now) - 1), totp(seed, stepAt(now))] as const
    if (!pair.some((code) => wasUsed(serial, code, host))) return pair
    const waitMs = STEP_MS - (now % STEP_MS)
    tell(
      `a code of this device was just used; waiting ${Math.ceil(waitMs / 1000)} s for the next one`,
    )
    await sleep(waitMs)
  }
}

/** How the user is prompted for two codes. */
export interface PairPrompt {
  serial: string
  /** Shown first: why the codes are needed. */
  reason: string
  /** Shows the QR code again, if the user answers `qr`. */
  showAgain?: (() => Promise<unknown>) | undefined
}

/**
 * Prompts for two consecutive codes.
 * @returns undefined if there is no terminal
 * @throws RolecallError 'interrupted' if the user stops; 'interaction' after several answers that
 * are not codes
 */
export async function typedPair(prompt: PairPrompt, host: Host): Promise<CodePair | undefined> {
  const terminal = openTerminal(host)
  if (!terminal) return undefined
  const left = startDeadline(PROMPT_TIMEOUT_MS, monotonicMs)
  const again = prompt.showAgain ? ' (qr: show the QR code again)' : ''
  let note = prompt.reason
  const ask = async (question: string, previous?: string): Promise<string> => {
    for (let answers = 0; answers < MAX_ANSWERS; answers++) {
      const lines = [...(note === '' ? [] : [`rolecall: ${note}`]), `${question}${again}: `]
      const answer = await withPromptLock(`terminal-${terminal.id}`, { host, left }, () =>
        terminal.ask(lines, { timeoutMs: left() }),
      )
      note = ''
      const code = parseCode(answer)
      if (answer.trim().toLowerCase() === 'qr' && prompt.showAgain) await prompt.showAgain()
      else if (!code) note = 'a code has six digits'
      else if (code === previous) {
        note = `that is the same code; the device shows the next one in ${secondsToNextCode(host)} s`
      } else if (wasUsed(prompt.serial, code, host)) {
        note = `that code was already used; the next one comes in ${secondsToNextCode(host)} s`
      } else return code
    }
    throw new RolecallError('interaction', 'no usable MFA code was entered', {
      hint: 'run the command again when the device is at hand',
    })
  }
  const first = await ask('Code that the device shows now')
  return [first, await ask('The next code, within a minute', first)]
}
