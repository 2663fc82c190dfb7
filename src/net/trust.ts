import type { Network } from './network.js'

/**
 * Makes a request with Node's certificate authorities and, if none of them issued the server's
 * certificate, once more with those of the system too. The first attempt ended before anything was
 * sent. The module with the system's list is loaded only then.
 */
export async function withTrust<T>(
  network: Network,
  send: (network: Network) => Promise<T>,
): Promise<T> {
  try {
    return await send(network)
  } catch (error) {
    const { isUntrusted, withSystemRoots } = await import('./system-roots.js')
    const trusted = isUntrusted(error) ? withSystemRoots(network) : undefined
    if (!trusted) throw error
    return send(trusted)
  }
}
