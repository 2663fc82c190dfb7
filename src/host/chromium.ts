import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { ofOthers, setting, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import { printable } from '../core/text.js'
import { createPrivate, ensurePrivateFolder } from './atomic-file.js'
import { hasDesktop } from './dialog.js'
import type { Host } from './host.js'
import { findProgram } from './find-program.js'

type BrowserHost = Pick<Host, 'env' | 'platform' | 'paths'>

/** A browser of our own, with its DevTools on two pipes that no other process can reach. */
export interface Chromium {
  /** NUL-separated JSON, to and from the browser. */
  input: NodeJS.WritableStream
  output: NodeJS.ReadableStream
  /** Settles when the process has ended, however that came about. */
  ended: Promise<void>
  /** Ends the browser and all of its helpers at once. */
  kill(): void
}

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
 * ROLECALL_BROWSER, else the first browser of the Chromium family where they are installed.
 * @throws RolecallError where there is none
 */
export function findChromium(host: BrowserHost): string {
  const chosen = setting(host.env, 'ROLECALL_BROWSER')
  // One that was named may have a screen of its own.
  if (!chosen && host.platform === 'linux' && !hasDesktop(host)) {
    throw new RolecallError('interaction', 'there is no desktop here to show a browser on', {
      reason: 'cannot-ask',
      hint: 'sign in elsewhere, and pass the assertion with --saml-assertion FILE',
    })
  }
  const [found] = (chosen ? [chosen] : candidates(host)).flatMap(
    (name) => findProgram(name, host) ?? [],
  )
  if (found) return found
  const missing = chosen
    ? `cannot run ${printable(chosen)}`
    : 'no Chrome, Edge or Chromium was found'
  throw new RolecallError('failed', missing, {
    hint: 'install one, or name the program with ROLECALL_BROWSER',
  })
}

function candidates({ env, platform, paths }: BrowserHost): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['/', paths.home].flatMap((root) =>
        MAC_APPS.map((app) => join(root, 'Applications', `${app}.app/Contents/MacOS`, app)),
      )
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
        const folder = setting(env, variable)
        return folder ? WINDOWS_PROGRAMS.map((program) => join(folder, program)) : []
      })
    default:
      return NAMES
  }
}

/**
 * @param program absolute path
 * @param folder the profile folder, which exists
 */
export function startChromium(program: string, folder: string, env: Env): Chromium {
  const child = spawn(program, [`--user-data-dir=${folder}`, ...FLAGS, 'about:blank'], {
    // In a group of its own, the terminal's Ctrl-C reaches us alone, and the whole group can be ended.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: ofOthers(env),
  })
  const [, , , input, output] = child.stdio as (Duplex | null)[]
  if (!input || !output) throw new RolecallError('failed', 'the browser has no pipes')
  // A browser that is gone is noticed by its end, not by a write that fails.
  input.on('error', () => undefined)
  output.on('error', () => undefined)
  return {
    input,
    output,
    ended: new Promise((resolve) => {
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
    }),
    kill() {
      try {
        if (child.pid !== undefined && process.platform !== 'win32')
          process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      } catch {
        // It has ended by itself.
      }
    },
  }
}

/**
 * Nothing but what the person does goes over the network, and no crash dump holds what was on the
 * page.
 */
const FLAGS = [
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-breakpad',
  '--hide-crash-restore-bubble',
  // The page that carries the assertion is often cacheable.
  '--disk-cache-size=1',
]

/**
 * What a browser writes about the pages it has seen, below its profile folder; cookies and settings
 * are elsewhere.
 */
const TRACES = [
  'Default/Cache',
  'Default/Code Cache',
  'Default/Sessions',
  'Default/Sessions_Encrypted',
  'Default/Session Storage',
  'Default/History',
  'Default/History-journal',
  'Default/Service Worker',
  'Default/Web Data',
  'Default/Web Data-journal',
  'Crash Reports',
]

/**
 * Makes a profile folder, where there is none yet. A browser that predicts connects to AWS as soon
 * as the form is sent, before anybody can stop the request: this one does not.
 */
export function prepareProfile(folder: string): void {
  const preferences = JSON.stringify({ net: { network_prediction_options: NEVER } })
  ensurePrivateFolder(folder)
  createPrivate(join(folder, 'Default', 'Preferences'), preferences)
  // Of a run that was killed.
  removeTraces(folder)
}

/** The value of Chromium's own enumeration. */
const NEVER = 2

/** Takes out what may hold pages, forms and addresses; what keeps the person signed in stays. */
export function removeTraces(folder: string): void {
  for (const trace of TRACES) rmSync(join(folder, trace), { recursive: true, force: true })
}
