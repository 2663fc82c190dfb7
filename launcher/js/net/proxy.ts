import type { Env } from '../../../src/core/env.js'
import { proxyFor, PROXY_VARIABLES } from '../../../src/net/proxy.js'
import { unsure } from '../unsure.js'
import { isPlainUrl } from '../url.js'

/** Whether {@link proxyTo} knows every proxy that a variable names: it leaves others to Node. */
export const hasPlainProxies = (env: Env): boolean =>
  PROXY_VARIABLES.map((name) => env[name] ?? '').every(
    (value) => value === '' || (value.startsWith('http://') && isPlainUrl(value)),
  )

/** The proxy for a URL, as the host takes it: a tunnel, to which the launcher speaks plain HTTP. */
export async function proxyTo(env: Env, url: string): Promise<string[]> {
  const proxy = await proxyFor(env, url)
  if (proxy === undefined) return []
  const { protocol, hostname, port, username, password } = new URL(proxy)
  if (protocol !== 'http:' || !url.startsWith('https:')) return unsure('a proxy of another kind')
  const address = [hostname, port || '80']
  if (username + password === '') return address
  const credentials = [username, password].map(decodeURIComponent).join(':')
  return [...address, `Basic ${Buffer.from(credentials).toString('base64')}`]
}
