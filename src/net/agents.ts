import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Network } from './network.js'
import { proxyFor } from './proxy.js'

/** The HTTP agents of one endpoint, with its proxy and its CA certificates. */
export interface Agents {
  httpAgent: HttpAgent
  httpsAgent: HttpsAgent
}

/**
 * Makes the agents for a request. They go through the proxy that HTTPS_PROXY, HTTP_PROXY and
 * NO_PROXY select for its URL, if any.
 * @throws RolecallError 'config' if the address of the proxy is not valid
 */
export async function agentsFor({ env, ca }: Network, url: string): Promise<Agents> {
  const tls = ca === undefined ? {} : { ca }
  const proxy = await proxyFor(env, url)
  if (!proxy) return { httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent(tls) }
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import('http-proxy-agent'),
    import('https-proxy-agent'),
  ])
  const httpsAgent = new HttpsProxyAgent(proxy)
  // The constructor's options apply to the proxy's own TLS; these apply to the tunnel to AWS.
  Object.assign(httpsAgent.options, tls)
  return {
    httpAgent: new HttpProxyAgent(proxy) as unknown as HttpAgent,
    httpsAgent: httpsAgent as unknown as HttpsAgent,
  }
}
