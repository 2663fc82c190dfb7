import type { ClockReading } from '../core/credentials.js'
import type { Plan } from '../core/plan.js'
import { networkFor, type Network } from '../net/network.js'
import type { Host } from '../system/host.js'

/** How AWS is reached, and the clocks that a response is dated by. */
export interface CallContext {
  network: Network
  now: () => Omit<ClockReading, 'serverOffset'>
  /** Whether the calls are made with an MFA session or a code, for the hint of a refusal. */
  usesMfa: boolean
  /** What names the region, for the error if it does not exist. */
  regionFrom?: string | undefined
}

/** The context of calls for a plan. This module does not load the SDK. */
export function callContext(
  plan: Pick<Plan, 'caBundle' | 'regionFrom'> & Partial<Pick<Plan, 'steps'>>,
  host: Pick<Host, 'env' | 'now'>,
): CallContext {
  const usesMfa = plan.steps?.some(({ input }) => 'SerialNumber' in input) ?? false
  const { regionFrom } = plan
  return { network: networkFor(plan, host), now: host.now, usesMfa, regionFrom }
}
