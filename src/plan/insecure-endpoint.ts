import { isLoopback } from '../core/loopback.js'
import type { StsTarget } from '../core/plan.js'

/**
 * A note that names an endpoint which is reached over plain http through a network. It is not
 * refused, because SDKs accept it and test servers in containers have no certificate.
 * @returns [] for https, and for this machine
 */
export function insecureEndpointNotes({ endpoint }: Pick<StsTarget, 'endpoint'>): string[] {
  if (endpoint === undefined) return []
  const url = new URL(endpoint)
  if (url.protocol !== 'http:' || isOwnMachine(url)) return []
  return [
    `requests to ${url.origin} are not encrypted: everyone on the way can read and change MFA codes, tokens and credentials; use https`,
  ]
}

/** Loopback addresses (RFC 6890) and names below `localhost` (RFC 6761 §6.3). */
function isOwnMachine(url: URL): boolean {
  return isLoopback(url) || /^127\.\d+\.\d+\.\d+$|\.localhost$/.test(url.hostname)
}
