import { devTools, type DevTools, type Event } from './devtools.js'
import { isAwsSignIn, SIGN_IN_PATTERNS } from './sign-in-url.js'
import type { Chromium } from '../../system/desktop/chromium.js'

export interface Capture {
  devTools: DevTools
  /** The SAMLResponse that was on its way to AWS; undefined once the last window is closed. */
  response: Promise<string | undefined>
}

/**
 * Watches every page, pop-up and frame of a browser for a form that goes to AWS's sign-in, and
 * stops it before it leaves. Each starts paused, so that none is too quick for us.
 */
export function captureSamlResponse(chromium: Chromium): Capture {
  const pages = new Set<string>()
  let settle: (response: string | undefined) => void
  const response = new Promise<string | undefined>((resolve) => (settle = resolve))
  void chromium.ended.then(() => settle(undefined))

  const tools = devTools(chromium, (event) => {
    // A page that closes while it is being spoken to is no failure of the sign-in.
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
      // On a Mac the browser itself outlives its last window.
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

/** From now on, and for all that comes later. */
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

async function stopOrContinue(
  { send }: DevTools,
  { requestId, request }: Paused,
  session: string | undefined,
): Promise<string | undefined> {
  const form = request.method === 'POST' && isAwsSignIn(request.url) ? request.postData : undefined
  const found = new URLSearchParams(form ?? '').get('SAMLResponse')
  if (!found) {
    await send('Fetch.continueRequest', { requestId }, session)
    return undefined
  }
  // Aborted, it never becomes a page: no entry of the history keeps the form.
  await send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }, session)
  return found
}
