import type { Plan } from '../core/plan.js'
import { readText } from '../system/files/read-file.js'
import type { Host } from '../system/host.js'
import type { Network } from './agents.js'
import type { Fetch } from './fetch.js'

/** The network of a plan: the proxy of the environment, and the plan's certificate authorities. */
export function networkFor({ caBundle }: Pick<Plan, 'caBundle'>, host: Pick<Host, 'env'>): Network {
  return { env: host.env, ...(caBundle === undefined ? {} : { ca: readText(caBundle) }) }
}

/** A fetch over the network of a plan, for identity providers. */
export async function fetchFor(
  plan: Pick<Plan, 'caBundle'>,
  host: Pick<Host, 'env'>,
): Promise<Fetch> {
  const { fetchThrough } = await import('./fetch.js')
  return fetchThrough(async (url) => {
    const { agentsFor } = await import('./agents.js')
    return agentsFor(networkFor(plan, host), url)
  })
}
