import { join } from 'node:path'
import { isLoopback } from '../../core/loopback.js'
import { humanDuration } from '../../core/time/duration.js'
import { RolecallError } from '../../core/errors.js'
import { withTimeout } from '../../core/time/with-timeout.js'
import {
  prepareProfile,
  removeTraces,
  startChromium,
  type Chromium,
} from '../../system/desktop/chromium.js'
import { sha256Hex } from '../../system/crypto.js'
import { findChromium } from '../../system/desktop/find-chromium.js'
import type { Host } from '../../system/host.js'
import { onInterrupt } from '../../system/process/interrupt.js'
import { acquireLock, describeHolder } from '../../system/files/acquire-lock.js'
import { runtimeDir } from '../../system/files/runtime-dir.js'
import { STATE_PATHS } from '../../system/state-paths.js'
import { sleep } from '../../system/time.js'
import { renderPage } from '../loopback/page.js'
import { captureSamlResponse, watchBrowser } from './capture.js'
import type { DevTools } from './devtools.js'

/** A SAML sign-in in a browser of its own. */
export interface SamlSignIn {
  /** The URL at which the identity provider starts a sign-in to AWS: `rolecall_saml_url`. */
  url: string
  /** Seconds for the user to sign in. */
  timeoutSeconds: number
  notify: (message: string) => void
}

/** How long the last page is shown: long enough to read, too short to wait for. */
const LAST_PAGE_MS = 800
/** How long the browser may take to write its cookies. */
const CLOSE_TIMEOUT_MS = 4000

/**
 * Lets the user sign in at an identity provider, in a browser of the Chromium family. Captures the
 * SAML response on its way to AWS. AWS accepts only responses addressed to its own sign-in
 * page, so that no server of rolecall could receive one. The browser has a profile folder of its
 * own, whose cookies often make the next sign-in silent. It is closed in every case.
 * @returns the form field SAMLResponse, in base64
 * @throws RolecallError 'interaction' at the time limit or if the user closes the browser,
 * 'interrupted' on Ctrl-C
 */
export async function captureSamlInBrowser(
  { url, timeoutSeconds, notify }: SamlSignIn,
  host: Host,
): Promise<string> {
  const { href, host: provider } = checkedUrl(url)
  const program = findChromium(host)
  const name = sha256Hex(provider).slice(0, 16)
  const folder = join(host.paths.state, STATE_PATHS.browser, name)
  // A second browser on the same folder would pass its URL to the first, and end.
  const lock = await acquireLock(
    join(runtimeDir(host), STATE_PATHS.locks, `browser-${name}.lock`),
    {
      name: 'rolecall',
      timeoutMs: timeoutSeconds * 1000,
      onWait: (holder) => notify(`waiting for ${describeHolder(holder)} to finish signing in`),
    },
  )
  try {
    prepareProfile(folder)
    notify(`sign in to ${provider} in the browser window`)
    const chromium = startChromium(program, folder, host.env)
    try {
      return await signIn(chromium, href, timeoutSeconds)
    } finally {
      chromium.kill()
      await chromium.ended
      removeTraces(folder)
    }
  } finally {
    lock.release()
  }
}

async function signIn(chromium: Chromium, url: string, timeoutSeconds: number): Promise<string> {
  let stopListening: (() => void) | undefined
  try {
    const interrupted = new Promise<never>((_, reject) => {
      stopListening = onInterrupt(() => reject(new RolecallError('interrupted', 'interrupted')))
    })
    const { devTools, response } = captureSamlResponse(chromium)
    const captured = watchAndOpen(devTools, url).then(() => response)
    const outcome = Promise.race([captured, response, interrupted])
    const found = await withTimeout(outcome, timeoutSeconds * 1000, () =>
      samlTimeoutError(timeoutSeconds),
    )
    if (found === undefined) throw browserClosedError()
    await Promise.race([closeBrowser(devTools, chromium), interrupted])
    return found
  } finally {
    stopListening?.()
  }
}

async function watchAndOpen(devTools: DevTools, url: string): Promise<void> {
  try {
    await watchBrowser(devTools)
    const { targetInfos } = (await devTools.send('Target.getTargets')) as {
      targetInfos: DevToolsTarget[]
    }
    const page = targetInfos.find(({ type }) => type === 'page')
    await devTools.send('Target.createTarget', { url })
    if (page) await devTools.send('Target.closeTarget', { targetId: page.targetId })
  } catch (cause) {
    throw browserClosedError(cause)
  }
}

interface DevToolsTarget {
  targetId: string
  type: string
}

/** Shows a last page, then closes the browser through DevTools, so that it saves its cookies. */
async function closeBrowser({ send }: DevTools, chromium: Chromium): Promise<void> {
  const { html } = renderPage({
    status: 200,
    good: true,
    title: 'Signed in',
    text: 'rolecall continues in the terminal. This window closes by itself.',
  })
  try {
    await send('Target.createTarget', { url: `data:text/html;base64,${base64(html)}` })
    await sleep(LAST_PAGE_MS)
    await send('Browser.close')
  } catch {
    // The user has closed the browser already.
  }
  await Promise.race([chromium.ended, sleep(CLOSE_TIMEOUT_MS)])
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function samlTimeoutError(seconds: number): RolecallError {
  return new RolecallError(
    'interaction',
    `the sign-in was not completed within ${humanDuration(seconds)}`,
    {
      hint: 'start again, or pass the assertion with --saml-assertion FILE',
    },
  )
}

function browserClosedError(cause?: unknown): RolecallError {
  return new RolecallError(
    'interaction',
    'the browser was closed before the sign-in was complete',
    {
      hint: 'start again; if no window can open, pass the assertion with --saml-assertion FILE',
      cause,
    },
  )
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))))
    return url
  throw new RolecallError('config', 'rolecall_saml_url must be an https URL', {
    hint: "copy the link to the AWS application from the identity provider's portal",
  })
}
