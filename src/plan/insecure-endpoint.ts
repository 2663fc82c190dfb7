import { isLoopback } from '../core/loopback.js'
import type { Plan } from '../core/plan.js'
import type { Source } from '../core/source.js'

/**
 * Notes that name the endpoints which are reached over plain http through a network: that of STS,
 * and those of the source. They are not refused, because SDKs accept them and test servers in
 * containers have no certificate.
 * @returns [] for https, and for this machine
 */
export function insecureEndpointNotes({
  target,
  source,
}: Pick<Plan, 'target' | 'source'>): string[] {
  return insecureUrlNotes([target.endpoint, ...endpointsOf(source)])
}

/** The same for any endpoints. */
export function insecureUrlNotes(endpoints: readonly (string | undefined)[]): string[] {
  const urls = endpoints.flatMap((endpoint) => (endpoint === undefined ? [] : [new URL(endpoint)]))
  const insecure = urls.filter((url) => url.protocol === 'http:' && !isOwnMachine(url))
  return [...new Set(insecure.map(({ origin }) => origin))].map(
    (origin) =>
      `requests to ${origin} are not encrypted: anyone on the network can read and change MFA codes, tokens and credentials; use https`,
  )
}

/**
 * Where a source sends a sign-in or gets credentials, by a setting of the user. The SDK refuses an
 * insecure container endpoint itself, and the metadata service is on the instance.
 */
function endpointsOf(source: Source): (string | undefined)[] {
  if (source.kind === 'cognito') return [source.endpoint]
  if (source.kind === 'sso') return [source.endpoint, source.oidcEndpoint]
  return source.kind === 'login' || source.kind === 'roles-anywhere' ? [source.endpoint] : []
}

/** Loopback addresses (RFC 6890) and names below `localhost` (RFC 6761 §6.3). */
function isOwnMachine(url: URL): boolean {
  return isLoopback(url) || /^127\.\d+\.\d+\.\d+$|\.localhost$/.test(url.hostname)
}
