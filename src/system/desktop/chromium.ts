import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { withoutCredentialVariables, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { createPrivate } from '../files/atomic-file.js'
import { ensurePrivateFolder } from '../files/private-folder.js'
import { killGroup } from '../process/child-group.js'

/** A browser that rolecall started, with DevTools on two pipes that no other process can reach. */
export interface Chromium {
  /** NUL-separated JSON, to and from the browser. */
  input: NodeJS.WritableStream
  output: NodeJS.ReadableStream
  /** Resolves when the process has ended, for whatever reason. */
  ended: Promise<void>
  /** Kills the browser and all of its helper processes. */
  kill: () => void
}

/**
 * Starts a browser of the Chromium family.
 * @param program absolute path
 * @param folder an existing profile folder
 * @throws RolecallError 'failed' if the pipes to the browser cannot be opened
 */
export function startChromium(program: string, folder: string, env: Env): Chromium {
  const child = spawn(program, [`--user-data-dir=${folder}`, ...FLAGS, 'about:blank'], {
    // A group of its own: Ctrl-C does not reach the browser, and its helpers can be killed too.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: withoutCredentialVariables(env),
  })
  const [, , , input, output] = child.stdio as (Duplex | null)[]
  if (!input || !output) {
    throw new RolecallError('failed', 'could not connect to the browser', {
      hint: 'start again, or pass the assertion with --saml-assertion FILE',
    })
  }
  // `ended` reports a browser that is gone; a failing read or write need not.
  input.on('error', () => undefined)
  output.on('error', () => undefined)
  return {
    input,
    output,
    ended: new Promise((resolve) => {
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
    }),
    kill: () => killGroup(child, 'SIGKILL'),
  }
}

/** Only the user's actions cause network traffic, and no crash dump contains a page. */
const FLAGS = [
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-breakpad',
  '--hide-crash-restore-bubble',
  // The page with the assertion is often cacheable.
  '--disk-cache-size=1',
]

/** Where a browser stores visited pages below its profile folder, without cookies and settings. */
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
 * Creates the profile folder if it is missing, and removes the traces of a run that was killed.
 * Network prediction is off: it would connect to AWS before rolecall can stop the request.
 */
export function prepareProfile(folder: string): void {
  const preferences = JSON.stringify({ net: { network_prediction_options: NEVER_PREDICT } })
  ensurePrivateFolder(folder)
  createPrivate(join(folder, 'Default', 'Preferences'), preferences)
  removeTraces(folder)
}

/** The value of Chromium's enumeration NetworkPredictionOptions. */
const NEVER_PREDICT = 2

/** Removes pages, forms and addresses. The cookies stay, and with them the user's sign-in. */
export function removeTraces(folder: string): void {
  // On Windows a browser that has just ended may still hold its files.
  const options = { recursive: true, force: true, maxRetries: 5 }
  for (const trace of TRACES) rmSync(join(folder, trace), options)
}
