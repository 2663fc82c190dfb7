import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'

/** The variables that name a proxy. */
export const PROXY_VARIABLES = [
  'https_proxy',
  'HTTPS_PROXY',
  'http_proxy',
  'HTTP_PROXY',
  'all_proxy',
  'ALL_PROXY',
]

/** Whether a variable names a proxy. */
export const hasProxyVariable = (env: Env): boolean => envVar(env, ...PROXY_VARIABLES) !== undefined

/**
 * The address of the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY select for a URL.
 * @returns undefined for none
 * @throws RolecallError 'config' without the address, which may contain a password
 */
export async function proxyFor(env: Env, url: string): Promise<string | undefined> {
  if (!hasProxyVariable(env)) return undefined
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
