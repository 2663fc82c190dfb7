import type { Plan } from '../core/plan.js'
import type { CallContext } from '../sts/call.js'
import type { Network } from '../net/agents.js'
import { readText } from '../system/files/read-file.js'
import type { Host } from '../system/host.js'
import type { Fetch } from '../net/fetch.js'

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
  const { fetchThrough } = await import('../net/fetch.js')
  return fetchThrough(async (url) => {
    const { agentsFor } = await import('../net/agents.js')
    return agentsFor(networkFor(plan, host), url)
  })
}
