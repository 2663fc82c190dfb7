import { join } from 'node:path'
import { envVar } from '../../core/env.js'
import type { Host } from '../host.js'
import { findProgram } from '../process/path/find-program.js'

/** How a browser is controlled by its command line. */
export type BrowserFamily = 'firefox' | 'chromium'

/** A browser that rolecall knows by name. */
export interface KnownBrowser {
  name: string
  family: BrowserFamily
  /** Programs in PATH, on Linux and other systems. */
  programs: readonly string[]
  /** Name of the application on macOS. */
  app: string
  /** Path below the program folders of Windows. */
  windows?: string
  /** The flag for a private window. */
  privateFlag: string
}

/** In the order of preference. */
export const KNOWN_BROWSERS: readonly KnownBrowser[] = [
  {
    name: 'chrome',
    family: 'chromium',
    programs: ['google-chrome', 'google-chrome-stable'],
    app: 'Google Chrome',
    windows: 'Google\\Chrome\\Application\\chrome.exe',
    privateFlag: '--incognito',
  },
  {
    name: 'edge',
    family: 'chromium',
    programs: ['microsoft-edge', 'microsoft-edge-stable'],
    app: 'Microsoft Edge',
    windows: 'Microsoft\\Edge\\Application\\msedge.exe',
    privateFlag: '--inprivate',
  },
  {
    name: 'chromium',
    family: 'chromium',
    programs: ['chromium', 'chromium-browser'],
    app: 'Chromium',
    privateFlag: '--incognito',
  },
  {
    name: 'brave',
    family: 'chromium',
    programs: ['brave-browser', 'brave'],
    app: 'Brave Browser',
    windows: 'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
    privateFlag: '--incognito',
  },
  {
    name: 'vivaldi',
    family: 'chromium',
    programs: ['vivaldi', 'vivaldi-stable'],
    app: 'Vivaldi',
    privateFlag: '--incognito',
  },
  {
    name: 'firefox',
    family: 'firefox',
    programs: ['firefox', 'firefox-esr'],
    app: 'Firefox',
    windows: 'Mozilla Firefox\\firefox.exe',
    privateFlag: '--private-window',
  },
]

type BrowserHost = Pick<Host, 'env' | 'platform' | 'paths'>

/** @returns the absolute path of an installed browser; undefined if it is not installed */
export function programOf(browser: KnownBrowser, host: BrowserHost): string | undefined {
  const [found] = candidates(browser, host).flatMap((name) => findProgram(name, host) ?? [])
  return found
}

function candidates(browser: KnownBrowser, host: BrowserHost): readonly string[] {
  const { app, windows, programs } = browser
  switch (host.platform) {
    case 'darwin':
      return ['/', host.paths.home].map((root) =>
        join(root, 'Applications', `${app}.app/Contents/MacOS`, macProgram(app)),
      )
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
        const folder = envVar(host.env, variable)
        return folder && windows ? [join(folder, windows)] : []
      })
    default:
      return programs
  }
}

/** The program in an application has its name, except Firefox's. */
const macProgram = (app: string): string => (app === 'Firefox' ? 'firefox' : app)
