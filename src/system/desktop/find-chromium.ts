import { envVar } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { userPath } from '../home.js'
import type { Host } from '../host.js'
import { findProgram } from '../process/path/find-program.js'
import { hasDesktop } from './dialog.js'
import { KNOWN_BROWSERS, programOf } from './known-browsers.js'

type ChromiumHost = Pick<Host, 'env' | 'platform' | 'paths'>

/**
 * Finds ROLECALL_BROWSER, or else the first installed browser of the Chromium family.
 * @returns an absolute path
 * @throws RolecallError 'interaction' if there is no desktop, 'failed' if there is no browser
 */
export function findChromium(host: ChromiumHost): string {
  const chosen = envVar(host.env, 'ROLECALL_BROWSER')
  // A browser that the user named may have a screen of its own.
  if (!chosen && host.platform === 'linux' && !hasDesktop(host)) {
    throw new RolecallError('interaction', 'there is no desktop to open a browser on', {
      reason: 'cannot-ask',
      hint: 'sign in on another machine, and pass the assertion with --saml-assertion FILE',
    })
  }
  const found = chosen
    ? findProgram(userPath(chosen), host)
    : KNOWN_BROWSERS.filter(({ family }) => family === 'chromium')
        .map((browser) => programOf(browser, host))
        .find((program) => program !== undefined)
  if (found) return found
  if (chosen) {
    throw new RolecallError('failed', `cannot run ${printable(chosen)}`, {
      hint: 'check the path in ROLECALL_BROWSER',
    })
  }
  throw new RolecallError('failed', 'no Chrome, Edge or Chromium is installed', {
    hint: 'install one, or set ROLECALL_BROWSER to the path of a browser',
  })
}
