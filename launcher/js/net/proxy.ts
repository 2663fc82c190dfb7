import type { Env } from '../../../src/core/env.js'
import { proxyFor } from '../../../src/net/proxy.js'
import { unsure } from '../unsure.js'

/** The proxy for a URL, as the host takes it: a tunnel, to which the launcher speaks plain HTTP. */
export async function proxyTo(env: Env, url: string): Promise<string[]> {
  const address = await proxyFor(env, url)
  if (address === undefined) return []
  const { protocol, hostname, port, username, password } = new URL(address)
  if (protocol !== 'http:' || !url.startsWith('https:')) return unsure('a proxy of another kind')
  const credentials = username + password === '' ? [] : [username, password]
  return [hostname, port || '80', ...credentials.map(decodeURIComponent)]
}
