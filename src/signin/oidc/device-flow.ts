import {
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  type Configuration,
  type DeviceAuthorizationResponse,
} from 'openid-client'
import { RolecallError } from '../../core/errors.js'
import { humanDuration } from '../../core/duration.js'
import { explainSignIn, isUnreachable } from './errors.js'
import { tokensOf, type Tokens } from './tokens.js'

export interface DeviceFlow {
  scopes: string
  /** Seconds from now until the person has confirmed; the provider may allow less. */
  limit: number
  /** Tells the person what to do. */
  notify(message: string): void
}

/**
 * Signs in through a browser on any other device (RFC 8628): the person opens an address and confirms a short code. It asks
 * as often as the provider allows, and no longer than the code lives.
 * @throws RolecallError `interaction` when time is up, `failed` where the provider refuses
 */
export async function signInWithDevice(
  provider: Configuration,
  { scopes, limit, notify }: DeviceFlow,
): Promise<Tokens> {
  const { issuer } = provider.serverMetadata()
  try {
    const offer = await initiateDeviceAuthorization(provider, { scope: scopes })
    const seconds = Math.min(limit, offer.expires_in)
    notify(`open ${webAddress(offer.verification_uri)} and enter the code ${offer.user_code}`)
    if (offer.verification_uri_complete !== undefined) {
      notify(
        `or open ${webAddress(offer.verification_uri_complete)}, and see that the code is the same`,
      )
    }
    notify(`waiting for you to confirm, for ${humanDuration(seconds)}`)
    return await confirmation(provider, offer, seconds)
  } catch (error) {
    throw explainSignIn(error, issuer)
  }
}

/**
 * Asks until the person has confirmed. A provider that cannot be reached for a moment is asked half as often
 * (RFC 8628 §3.5), not given up.
 */
async function confirmation(
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
      throw new RolecallError('interaction', `nobody confirmed within ${humanDuration(seconds)}`, {
        hint: 'start again; rolecall_oidc_timeout gives more time, if the provider does',
      })
    }
  }
}

/** The person will click on it: it must lead to a web page. */
function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url.href
  throw new RolecallError('failed', 'the provider names no web page to confirm the code on')
}
