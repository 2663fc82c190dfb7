import type { Plan } from '../core/plan.js'
import type { Host } from '../system/host.js'
import { fetchFor } from './fetch.js'

/**
 * Asks a server for its time, by a request that needs no credentials and whose answer does not
 * matter.
 * @param timeoutMs limit of the whole request
 * @returns milliseconds since 1970; undefined if the answer has no valid `Date` header
 * @throws Error of the network, RolecallError 'config' for a proxy or a CA bundle
 */
export async function serverDate(
  url: string,
  plan: Pick<Plan, 'caBundle'>,
  host: Pick<Host, 'env'>,
  timeoutMs: number,
): Promise<number | undefined> {
  const fetch = fetchFor(plan, host)
  const signal = AbortSignal.timeout(timeoutMs)
  const { headers } = await fetch(url, { method: 'GET', headers: {}, signal })
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : date
}
