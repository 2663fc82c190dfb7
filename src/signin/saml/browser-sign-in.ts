import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isLoopback } from '../../core/loopback.js'
import { humanDuration } from '../../core/duration.js'
import { RolecallError } from '../../core/errors.js'
import { withinTime } from '../../core/within-time.js'
import {
  prepareProfile,
  removeTraces,
  startChromium,
  type Chromium,
} from '../../system/desktop/chromium.js'
import { findChromium } from '../../system/desktop/find-chromium.js'
import type { Host } from '../../system/host.js'
import { onInterrupt } from '../../system/process/interrupt.js'
import { acquireLock, describeHolder } from '../../system/files/lock.js'
import { runtimeDir } from '../../system/files/runtime-dir.js'
import { renderPage } from '../loopback/page.js'
import { captureSamlResponse, watchBrowser } from './capture.js'
import type { DevTools } from './devtools.js'

export interface BrowserSignIn {
  /** Where the identity provider starts a sign-in to AWS: `rolecall_saml_url`. */
  url: string
  /** Seconds from now until the person has signed in. */
  limit: number
  notify(message: string): void
}

/** Milliseconds: the page at the end is seen, and nobody waits for it. */
const FAREWELL = 800
/** Milliseconds that a browser gets to write down its cookies. */
const LEAVE = 4000

/**
 * Lets the person sign in at any identity provider, in a browser of the Chromium family with a
 * profile folder of our own, and takes the SAML response on its way to AWS: AWS accepts only what
 * is addressed to its own URL, so no other address could receive it. The folder keeps the
 * provider's cookies, so the next sign-in is often a glance. However it ends, the browser is gone.
 * @returns base64, as the form held it
 * @throws RolecallError `interaction` when time is up or the browser was closed, `interrupted` on
 * Ctrl-C
 */
export async function captureSamlInBrowser(
  { url, limit, notify }: BrowserSignIn,
  host: Host,
): Promise<string> {
  const { href, host: provider } = checkedUrl(url)
  const program = findChromium(host)
  const name = createHash('sha256').update(provider).digest('hex').slice(0, 16)
  const folder = join(host.paths.state, 'browser', name)
  // A second browser on the same folder would hand over to the first and end.
  const lock = await acquireLock(join(runtimeDir(host), 'locks', `browser-${name}.lock`), {
    name: 'rolecall',
    waitMs: limit * 1000,
    onWait: (holder) => notify(`waiting for ${describeHolder(holder)} to finish signing in`),
  })
  try {
    prepareProfile(folder)
    notify(`sign in to ${provider} in the browser window`)
    const chromium = startChromium(program, folder, host.env)
    try {
      return await signIn(chromium, href, limit)
    } finally {
      chromium.kill()
      await chromium.ended
      removeTraces(folder)
    }
  } finally {
    lock.release()
  }
}

async function signIn(chromium: Chromium, url: string, limit: number): Promise<string> {
  let stopListening: (() => void) | undefined
  try {
    const interrupted = new Promise<never>((_, reject) => {
      stopListening = onInterrupt(() => reject(new RolecallError('interrupted', 'interrupted')))
    })
    const { devTools, response } = captureSamlResponse(chromium)
    const captured = watchAndOpen(devTools, url).then(() => response)
    const outcome = Promise.race([captured, response, interrupted])
    const found = await withinTime(outcome, limit * 1000, () => signInTimeoutError(limit))
    if (found === undefined) throw closed()
    await Promise.race([leave(devTools, chromium), interrupted])
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
    throw closed(cause)
  }
}

interface DevToolsTarget {
  targetId: string
  type: string
}

/** Says goodbye in the window, then closes it the way that keeps the cookies. */
async function leave({ send }: DevTools, chromium: Chromium): Promise<void> {
  const { html } = renderPage({
    status: 200,
    good: true,
    title: 'Signed in',
    text: 'rolecall has what it needs. This window closes by itself.',
  })
  try {
    await send('Target.createTarget', { url: `data:text/html;base64,${base64(html)}` })
    await sleep(FAREWELL)
    await send('Browser.close')
  } catch {
    // Closed by hand: that is what was about to happen.
  }
  await Promise.race([chromium.ended, sleep(LEAVE, undefined, { ref: false })])
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function signInTimeoutError(limit: number): RolecallError {
  return new RolecallError('interaction', `nobody signed in within ${humanDuration(limit)}`, {
    hint: 'start again, or pass the assertion with --saml-assertion FILE',
  })
}

function closed(cause?: unknown): RolecallError {
  return new RolecallError(
    'interaction',
    'the browser was closed before the sign-in was complete',
    {
      hint: 'start again; where no window can open, pass the assertion with --saml-assertion FILE',
      cause,
    },
  )
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))))
    return url
  throw new RolecallError('config', 'rolecall_saml_url must be an https URL', {
    hint: 'it is where the identity provider starts a sign-in to AWS, as its portal links to it',
  })
}
