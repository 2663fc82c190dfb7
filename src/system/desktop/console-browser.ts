import { basename, isAbsolute } from 'node:path'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import type { Host } from '../host.js'
import { findProgram } from '../process/path/find-program.js'
import { browserOf, launch, type Launcher } from './browser.js'
import { KNOWN_BROWSERS, programOf, type KnownBrowser } from './known-browsers.js'

/** A place in the browser that shares no sign-in with its other pages. */
export interface Container {
  /** Shown by Firefox; the browser profile of the Chromium family has it as folder name. */
  name: string
  /** A colour of Firefox's containers. */
  color: string
}

/** Where a page is opened. Without a choice in the user's default browser. */
export interface BrowserChoice {
  /** A name in {@link KNOWN_BROWSERS}, or a command. */
  browser?: string | undefined
  container?: Container | undefined
  isPrivate?: boolean
}

type BrowserHost = Pick<Host, 'env' | 'platform' | 'paths'>

/**
 * Finds the browser for a page.
 * @returns a function that opens a URL and returns whether a browser was started; undefined if
 * there is no browser that the user could see
 * @throws RolecallError 'usage' if the browser is not installed, or has no containers
 */
export function browserFor(
  { browser, container, isPrivate = false }: BrowserChoice,
  host: BrowserHost,
): ((url: string) => Promise<boolean>) | undefined {
  if (container && isPrivate) {
    throw new RolecallError('usage', '--container and --private cannot be combined', {
      hint: 'give one of them',
    })
  }
  if (browser === undefined && !container && !isPrivate) return browserOf(host)
  const chosen = browser === undefined ? firstInstalled(host) : chosenBrowser(browser, host)
  if (!container && !isPrivate) return (url) => launch(chosen.command, url, host.env)
  const { known } = chosen
  if (!known) {
    const what = `${printable(browser ?? '')} is a browser without known flags for this`
    throw new RolecallError('usage', what, {
      hint: `give one of these with --browser: ${KNOWN_BROWSERS.map(({ name }) => name).join(', ')}`,
    })
  }
  const command: Launcher = [...chosen.command, ...flagsFor(known, container)]
  const page = container && known.family === 'firefox' ? container : undefined
  return (url) => launch(command, page ? containerUrl(url, page) : url, host.env)
}

interface Chosen {
  command: Launcher
  known?: KnownBrowser | undefined
}

function chosenBrowser(text: string, host: BrowserHost): Chosen {
  const known = KNOWN_BROWSERS.find(({ name }) => name === text.toLowerCase())
  const program = known && programOf(known, host)
  if (program) return { command: [program], known }
  // A path may contain spaces; a command may have arguments.
  const words = isAbsolute(text) && findProgram(text, host) ? [text] : text.trim().split(/\s+/)
  const [name = '', ...args] = words
  const found = findProgram(name, host)
  if (found) {
    const isOfIt = ({ programs }: KnownBrowser): boolean => programs.includes(basename(found))
    return { command: [found, ...args], known: KNOWN_BROWSERS.find(isOfIt) }
  }
  throw new RolecallError('usage', `no browser "${printable(text)}" is installed`, {
    hint: `give the path of its program, or one of these: ${KNOWN_BROWSERS.map(({ name }) => name).join(', ')}`,
  })
}

function firstInstalled(host: BrowserHost): Chosen {
  for (const known of KNOWN_BROWSERS) {
    const program = programOf(known, host)
    if (program) return { command: [program], known }
  }
  throw new RolecallError('failed', 'no known browser is installed', {
    hint: 'give the path of a browser with --browser, or add --print and open the URL yourself',
  })
}

function flagsFor(known: KnownBrowser, container: Container | undefined): string[] {
  if (known.family === 'firefox') return container ? ['--new-tab'] : [known.privateFlag]
  if (!container) return [known.privateFlag]
  const folder = container.name.replace(/[^\w.@+-]/g, '-')
  return [`--profile-directory=${folder}`, '--no-first-run', '--no-default-browser-check']
}

/** The address of a page in a container (extension "Open external links in a container"). */
function containerUrl(url: string, { name, color }: Container): string {
  const query = new URLSearchParams({ name, color, icon: 'fingerprint', url })
  return `ext+container:${query.toString().replace(/\+/g, '%20')}`
}
