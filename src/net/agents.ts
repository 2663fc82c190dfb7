import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'

/** How to reach the outside: the SDK itself reads neither the proxy variables nor a CA bundle (contracts §5). */
export interface Network {
  env: Env
  /** PEM text of AWS_CA_BUNDLE or `ca_bundle`. */
  ca?: string
}

export interface Agents {
  httpAgent: HttpAgent
  httpsAgent: HttpsAgent
}

/**
 * @param url what will be asked
 * @returns agents that go through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for this URL, if any
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
  // What the constructor takes is for the way to the proxy; these options are for the way on to AWS.
  Object.assign(httpsAgent.options, tls)
  return {
    httpAgent: new HttpProxyAgent(proxy) as unknown as HttpAgent,
    httpsAgent: httpsAgent as unknown as HttpsAgent,
  }
}

const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']

/** @throws RolecallError 'config' for an address that is none; it is not repeated, since it may hold a password */
async function proxyFor(env: Env, url: string): Promise<string | undefined> {
  if (!envVar(env, ...PROXIES)) return undefined
  const { getProxyForUrl } = await import('proxy-from-env')
  const proxy = getProxyForUrl(url)
  if (!proxy) return undefined
  // To `proxy.corp:8080` the package adds the scheme of the request; to curl and to botocore it is a plain HTTP proxy.
  const isWhole = PROXIES.some((name) => env[name] === proxy)
  const address = isWhole ? proxy : proxy.replace(/^https:/, 'http:')
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address
  throw new RolecallError('config', 'the address of the proxy is no http or https URL', {
    hint: 'look at HTTPS_PROXY, HTTP_PROXY and ALL_PROXY: http://host:port, a password in it percent-encoded',
  })
}
