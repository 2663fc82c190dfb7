import type { Plan } from '../core/plan.js'
import type { CallContext } from '../aws/call.js'
import type { Network } from '../aws/network.js'
import { readText } from '../host/files.js'
import type { Host } from '../host/host.js'
import type { Fetch } from '../signin/fetch.js'

/** How the outside is reached for this plan: through its proxy, with its authorities. */
export function networkFor({ caBundle }: Pick<Plan, 'caBundle'>, host: Host): Network {
  return { env: host.env, ...(caBundle === undefined ? {} : { ca: readText(caBundle) }) }
}

/** How STS is reached for this plan. */
export function callContext(plan: Pick<Plan, 'caBundle'>, host: Host): CallContext {
  return { network: networkFor(plan, host), now: host.now }
}

/** An identity provider is reached in the same way as STS. */
export async function fetchFor(plan: Plan, host: Host): Promise<Fetch> {
  const { fetchThrough } = await import('../signin/fetch.js')
  return fetchThrough(async (url) => {
    const { agentsFor } = await import('../aws/network.js')
    return agentsFor(networkFor(plan, host), url)
  })
}
