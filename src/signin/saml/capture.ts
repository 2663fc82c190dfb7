import { devTools, type DevTools, type Event } from './devtools.js'
import { isAwsSignIn, SIGN_IN_PATTERNS } from './sign-in-url.js'
import type { Chromium } from '../../system/desktop/chromium.js'

/** A browser whose SAML response is kept from AWS. */
export interface Capture {
  devTools: DevTools
  /** The SAMLResponse that a page posted to AWS; undefined after the last window is closed. */
  response: Promise<string | undefined>
}

/**
 * Intercepts the form that a page, pop-up or frame posts to AWS's sign-in, before it is sent. Each
 * page starts paused, so that it cannot post before it is watched.
 */
export function captureSamlResponse(chromium: Chromium): Capture {
  const pages = new Set<string>()
  let settle: (response: string | undefined) => void
  const response = new Promise<string | undefined>((resolve) => (settle = resolve))
  void chromium.ended.then(() => settle(undefined))

  const tools = devTools(chromium, (event) => {
    // A page may close at any moment; that does not end the sign-in.
    void handle(event).catch(() => undefined)
  })

  async function handle({ method, params, sessionId }: Event): Promise<void> {
    if (method === 'Target.attachedToTarget') {
      const { sessionId: session, targetInfo } = params as unknown as Attached
      if (targetInfo.type === 'page') pages.add(session)
      await watch(tools, session, targetInfo.type)
    }
    if (method === 'Target.detachedFromTarget') {
      pages.delete((params as unknown as Attached).sessionId)
      // On macOS the browser outlives its last window.
      if (pages.size === 0) settle(undefined)
    }
    if (method === 'Fetch.requestPaused') {
      const found = await stopOrContinue(tools, params as unknown as Paused, sessionId)
      if (found !== undefined) settle(found)
    }
  }
  return { devTools: tools, response }
}

interface Attached {
  sessionId: string
  targetInfo: { type: string }
}

interface Paused {
  requestId: string
  request: { url: string; method: string; postData?: string }
}

const ATTACH = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }

/** Attaches to all pages of the browser, existing and future. */
export async function watchBrowser({ send }: DevTools): Promise<void> {
  await send('Target.setAutoAttach', ATTACH)
}

async function watch({ send }: DevTools, session: string, type: string): Promise<void> {
  if (type === 'page' || type === 'iframe') {
    const patterns = SIGN_IN_PATTERNS.map((urlPattern) => ({ urlPattern }))
    await send('Fetch.enable', { patterns }, session)
    await send('Target.setAutoAttach', ATTACH, session)
  }
  await send('Runtime.runIfWaitingForDebugger', {}, session)
}

/** Whether the form field holds a SAML response at all. What it contains is checked later. */
function isSamlResponse(field: string): boolean {
  return /<(\w+:)?Response[\s>]/.test(Buffer.from(field, 'base64').toString('utf8'))
}

async function stopOrContinue(
  { send }: DevTools,
  { requestId, request }: Paused,
  session: string | undefined,
): Promise<string | undefined> {
  const form = request.method === 'POST' && isAwsSignIn(request.url) ? request.postData : undefined
  const found = new URLSearchParams(form ?? '').get('SAMLResponse')
  // A frame of another site may post anything to AWS; that does not end the sign-in.
  if (!found || !isSamlResponse(found)) {
    await send('Fetch.continueRequest', { requestId }, session)
    return undefined
  }
  // An aborted request never becomes a page, so the history does not store the form.
  await send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }, session)
  return found
}
