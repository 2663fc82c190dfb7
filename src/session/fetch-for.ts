import type { Plan } from '../core/plan.js'
import { readText } from '../host/files.js'
import type { Host } from '../host/host.js'
import { fetchThrough, type Fetch } from '../signin/fetch.js'

/** How an identity provider is reached for this plan: as STS is, through its proxy and with its authorities. */
export function fetchFor({ caBundle }: Plan, host: Host): Fetch {
  return fetchThrough(async (url) => {
    const { agentsFor } = await import('../aws/network.js')
    const ca = caBundle === undefined ? {} : { ca: readText(caBundle) }
    return agentsFor({ env: host.env, ...ca }, url)
  })
}
