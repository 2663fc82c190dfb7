import { withPromptLock } from '../../coordination/prompt-lock.js'
import { startDeadline } from '../../core/time/deadline.js'
import type { Host } from '../../system/host.js'
import { openSecondScreen, type SecondScreen } from '../../system/terminal/second-screen.js'
import { openTerminal, type Terminal } from '../../system/terminal/terminal.js'
import { monotonicMs } from '../../system/time.js'
import { drawQrCode, roomForQrCode } from './qr-code.js'

/** Long enough to find the phone and install an app. */
const PROMPT_TIMEOUT_MS = 900_000

/** The seed of a device, as a person needs it. */
export interface ShownSeed {
  /** The content of the QR code. */
  uri: string
  /** Base32, for those who type it. */
  seed: string
  /** Why it is shown: a sentence. */
  reason: string
}

/**
 * Shows a seed as a QR code until the user has scanned it. It is on the second screen of the
 * terminal, which has no scrollback, so that the seed does not stay in the window.
 * @returns false if there is no terminal with a second screen
 * @throws RolecallError 'interrupted' if the user stops the command
 */
export async function showSeed(shown: ShownSeed, host: Host): Promise<boolean> {
  const terminal = openTerminal(host)
  if (!terminal) return false
  const left = startDeadline(PROMPT_TIMEOUT_MS, monotonicMs)
  return withPromptLock(`terminal-${terminal.id}`, { host, left }, async () => {
    const screen = openSecondScreen(host)
    if (!screen) return false
    try {
      await showUntilDone(shown, screen, terminal, left)
      return true
    } finally {
      screen.close()
    }
  })
}

async function showUntilDone(
  { uri, seed, reason }: ShownSeed,
  screen: SecondScreen,
  terminal: Terminal,
  left: () => number,
): Promise<void> {
  const ask = async (line: string): Promise<string> =>
    (await terminal.ask([line], { timeoutMs: left() })).trim().toLowerCase()
  for (;;) {
    const code = drawQrCode(uri, screen.size())
    const { columns, rows } = roomForQrCode(uri)
    const tooSmall = `The window is too small for the QR code: it needs ${columns} columns and ${rows} lines.`
    screen.show(code ? [reason, ...code] : [reason, tooSmall])
    const answer = await ask(
      code
        ? 'Enter: continue; s: show the seed as text: '
        : 'Enter: try again; s: show the seed as text; n: continue without: ',
    )
    if (answer === 's') {
      screen.show(['The seed, for an app that cannot scan:', '', inGroups(seed), ''])
      await ask('Enter: back to the QR code: ')
    } else if (code || answer === 'n') return
  }
}

/** Groups of four are easier to type; apps ignore the blanks. */
const inGroups = (seed: string): string => seed.replace(/(.{4})(?=.)/g, '$1 ')
