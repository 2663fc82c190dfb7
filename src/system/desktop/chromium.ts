import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { withoutOwnVariables, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { createPrivate, ensurePrivateFolder } from '../files/atomic-file.js'

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

/**
 * @param program absolute path
 * @param folder the profile folder, which exists
 */
export function startChromium(program: string, folder: string, env: Env): Chromium {
  const child = spawn(program, [`--user-data-dir=${folder}`, ...FLAGS, 'about:blank'], {
    // In a group of its own, the terminal's Ctrl-C reaches us alone, and the whole group can be ended.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: withoutOwnVariables(env),
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
