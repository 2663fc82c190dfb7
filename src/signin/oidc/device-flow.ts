import {
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  type Configuration,
  type DeviceAuthorizationResponse,
} from 'openid-client'
import { RolecallError } from '../../core/errors.js'
import { humanDuration } from '../../core/time/duration.js'
import { isUnreachable, signInError } from './errors.js'
import { tokensOf, type Tokens } from './tokens.js'

/** What the device flow (RFC 8628) asks for, and how it reaches the user. */
export interface DeviceFlow {
  scopes: string
  /** Seconds for the user to confirm the code; the provider may allow less. */
  timeoutSeconds: number
  notify: (message: string) => void
}

/**
 * Signs in through a browser on any device (RFC 8628): the user opens a page and confirms a short
 * code. Polls as often as the provider allows, until the code expires.
 * @throws RolecallError 'interaction' at the time limit, 'failed' if the provider refuses
 */
export async function oidcDeviceFlow(
  provider: Configuration,
  { scopes, timeoutSeconds, notify }: DeviceFlow,
): Promise<Tokens> {
  const { issuer } = provider.serverMetadata()
  try {
    const offer = await initiateDeviceAuthorization(provider, { scope: scopes })
    const seconds = Math.min(timeoutSeconds, offer.expires_in)
    notify(`open ${webUrl(offer.verification_uri)} and enter the code ${offer.user_code}`)
    if (offer.verification_uri_complete !== undefined) {
      notify(
        `or open ${webUrl(offer.verification_uri_complete)} and check that it shows the same code`,
      )
    }
    notify(`waiting up to ${humanDuration(seconds)} for you to confirm`)
    return await pollUntilConfirmed(provider, offer, seconds)
  } catch (error) {
    throw signInError(error, issuer)
  }
}

/**
 * Polls until the user has confirmed. If the provider cannot be reached, the interval is doubled
 * (RFC 8628 §3.5).
 */
async function pollUntilConfirmed(
  provider: Configuration,
  offer: DeviceAuthorizationResponse,
  seconds: number,
): Promise<Tokens> {
  const signal = AbortSignal.timeout(seconds * 1000)
  for (let { interval = 5 } = offer; ; interval *= 2) {
    try {
      const paced = { ...offer, interval }
      return tokensOf(await pollDeviceAuthorizationGrant(provider, paced, undefined, { signal }))
    } catch (error) {
      if (!signal.aborted && isUnreachable(error)) continue
      if (!signal.aborted) throw error
      throw new RolecallError(
        'interaction',
        `the code was not confirmed within ${humanDuration(seconds)}`,
        {
          hint: "start again; rolecall_oidc_timeout sets the limit, up to the provider's own",
        },
      )
    }
  }
}

/** Allows web pages only, because the user may click on the URL. */
function webUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url.href
  throw new RolecallError('failed', 'the provider returned an invalid verification URL')
}
