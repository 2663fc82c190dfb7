import { join } from 'node:path'
import { envVar } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { userPath } from '../home.js'
import type { Host } from '../host.js'
import { findProgram } from '../process/find-program.js'
import { hasDesktop } from './dialog.js'

type ChromiumHost = Pick<Host, 'env' | 'platform' | 'paths'>

const NAMES = [
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'chromium',
  'chromium-browser',
  'brave-browser',
]
const MAC_APPS = ['Google Chrome', 'Microsoft Edge', 'Chromium', 'Brave Browser']
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
]

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
  const [found] = (chosen ? [userPath(chosen)] : candidates(host)).flatMap(
    (name) => findProgram(name, host) ?? [],
  )
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

function candidates({ env, platform, paths }: ChromiumHost): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['/', paths.home].flatMap((root) =>
        MAC_APPS.map((app) => join(root, 'Applications', `${app}.app/Contents/MacOS`, app)),
      )
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
        const folder = envVar(env, variable)
        return folder ? WINDOWS_PROGRAMS.map((program) => join(folder, program)) : []
      })
    default:
      return NAMES
  }
}
