import type { Plan } from '../../core/plan.js'
import type { Step } from '../../core/step.js'

/**
 * The plan that SDKs carry out for a role whose MFA device is only that of the source profile: no
 * code. Its sessions have keys of their own, so that they never pass for sessions with MFA.
 * @returns undefined if a profile of a role, or a flag, names the device
 */
export function withoutMfa(plan: Plan): Plan | undefined {
  if (plan.mfaOfSource !== true) return undefined
  const steps = plan.steps.filter(({ operation }) => operation !== 'GetSessionToken')
  return { ...plan, steps: steps.map(withoutSerial) }
}

function withoutSerial(step: Step): Step {
  if (step.operation !== 'AssumeRole') return step
  const input = { ...step.input }
  delete input.SerialNumber
  return { ...step, input }
}
