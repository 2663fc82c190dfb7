import { humanDuration } from '../../core/time/duration.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { sleep } from '../../system/time.js'
import type { Service } from '../json-service.js'
import {
  createToken,
  refusalError,
  startDeviceFlow,
  type Client,
  type DeviceOffer,
  type Issued,
} from './token-service.js'

/** What a sign-in with IAM Identity Center needs for its device flow. */
export interface DeviceSignIn {
  service: Service
  client: Client
  startUrl: string
  notify: (message: string) => void
  /** Shows a QR code with this text to a person at a terminal. */
  showQrCode?: ((text: string) => Promise<void>) | undefined
  /** Milliseconds since 1970. */
  now: () => number
  /** Milliseconds of a clock that never goes back. */
  monotonicMs: () => number
}

/**
 * Signs in through a browser on any device (RFC 8628): the user opens a page and confirms a short
 * code. Polls as often as AWS allows, until the code expires.
 * @throws RolecallError 'interaction' at the time limit, 'failed' if AWS or the user refuses
 */
export async function signInWithDevice(flow: DeviceSignIn): Promise<Issued> {
  const { service, client, startUrl, notify } = flow
  const offer = await startDeviceFlow(service, client, startUrl)
  notify(`open ${webUrl(offer.verificationUri)} and enter the code ${offer.userCode}`)
  if (offer.verificationUriComplete !== undefined) {
    const url = webUrl(offer.verificationUriComplete)
    notify(`or open ${url} and check that it shows the same code`)
    await flow.showQrCode?.(url)
  }
  notify(`waiting up to ${humanDuration(offer.expiresIn)} for you to confirm`)
  return pollUntilConfirmed(flow, offer)
}

/** Refusals that mean: not yet. */
const PENDING = new Set(['authorization_pending', 'AuthorizationPendingException'])
const SLOW_DOWN = new Set(['slow_down', 'SlowDownException'])

/** What `slow_down` adds to the interval (RFC 8628 §3.5), seconds. */
const SLOWER_BY_SECONDS = 5

async function pollUntilConfirmed(flow: DeviceSignIn, offer: DeviceOffer): Promise<Issued> {
  const { service, client, startUrl, monotonicMs } = flow
  const untilMs = monotonicMs() + offer.expiresIn * 1000
  for (let { interval } = offer; monotonicMs() < untilMs;) {
    await sleep(interval * 1000)
    const answer = await createToken(service, client, offer, flow.now).catch((error: unknown) => {
      if (isRolecallError(error)) return undefined
      throw error
    })
    // After a network error it polls half as often, but at least once a minute.
    if (answer === undefined) interval = Math.min(interval * 2, 60)
    else if (!('ok' in answer)) return answer
    else if (SLOW_DOWN.has(answer.code)) interval += SLOWER_BY_SECONDS
    else if (!PENDING.has(answer.code) && answer.status !== 429) {
      throw refusalError(answer, startUrl)
    }
  }
  throw new RolecallError(
    'interaction',
    `the code was not confirmed within ${humanDuration(offer.expiresIn)}`,
    { hint: 'start again' },
  )
}

/** Allows web pages only, because the user may click on the URL. */
function webUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url.href
  throw new RolecallError('failed', 'IAM Identity Center returned an invalid verification URL')
}
