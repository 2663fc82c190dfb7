import type { Plan } from '../core/plan.js'
import { networkFor } from '../net/network.js'
import type { CallContext } from '../sts/call.js'
import type { Host } from '../system/host.js'

/** How STS is reached for this plan. */
export function callContext(plan: Pick<Plan, 'caBundle'>, host: Host): CallContext {
  return { network: networkFor(plan, host), now: host.now }
}
