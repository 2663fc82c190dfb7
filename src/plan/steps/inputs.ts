import type { PlanAgent } from '../../core/agents/agent.js'
import type { StsTarget, Step } from '../../core/step.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import type { ProfileChain } from '../chain/follow-chain.js'
import type { Scope } from '../scope/limits.js'
import type { PlanRequest } from '../request.js'

/** Everything that decides the steps of a plan. */
export interface StepInputs {
  route: ProfileChain
  request: PlanRequest
  /** Serial number of the MFA device, if the source can be used with a code. */
  serial: string | undefined
  scope: Scope | undefined
  agent: PlanAgent | undefined
  target: StsTarget
  inputs: ConfigInputs
}

/** The steps of a plan, and what `explain` should say of them. */
export interface PlannedSteps {
  steps: Step[]
  notes: string[]
}
