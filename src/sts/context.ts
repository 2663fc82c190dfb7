import type { ClockReading } from '../core/credentials.js'
import type { Plan } from '../core/plan.js'
import { networkFor, type Network } from '../net/network.js'
import type { Host } from '../system/host.js'

/** How AWS is reached, and the clocks that a response is dated by. */
export interface CallContext {
  network: Network
  now: () => Omit<ClockReading, 'serverOffset'>
}

/** The context of calls for a plan. This module does not load the SDK. */
export function callContext(
  plan: Pick<Plan, 'caBundle'>,
  host: Pick<Host, 'env' | 'now'>,
): CallContext {
  return { network: networkFor(plan, host), now: host.now }
}
