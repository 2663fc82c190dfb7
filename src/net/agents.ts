import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { Network } from './network.js'

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

const PROXY_VARIABLES = [
  'https_proxy',
  'HTTPS_PROXY',
  'http_proxy',
  'HTTP_PROXY',
  'all_proxy',
  'ALL_PROXY',
]

/** @throws RolecallError 'config' without the address, which may contain a password */
async function proxyFor(env: Env, url: string): Promise<string | undefined> {
  if (!envVar(env, ...PROXY_VARIABLES)) return undefined
  const { getProxyForUrl } = await import('proxy-from-env')
  const proxy = getProxyForUrl(url)
  if (!proxy) return undefined
  // The package gives `proxy.corp:8080` the scheme of the request; curl and botocore read it as
  // http.
  const hasOwnScheme = PROXY_VARIABLES.some((name) => env[name] === proxy)
  const address = hasOwnScheme ? proxy : proxy.replace(/^https:/, 'http:')
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address
  throw new RolecallError('config', "the proxy's address is not an http or https URL", {
    hint: 'check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY: http://host:port, a password in it percent-encoded',
  })
}
