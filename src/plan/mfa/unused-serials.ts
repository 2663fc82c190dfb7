import type { AwsFiles } from '../../aws-files/aws-files.js'
import { readProfile } from '../../aws-files/profile.js'
import { isRolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import type { Step } from '../../core/step.js'

/**
 * The lines with an MFA device that a plan without one passes over: that of [default], from which
 * aws-vault inherits and SDKs do not, and those of profiles on the way that a nearer profile
 * switches off. AWS may refuse the role because exactly this device is missing.
 * @returns `mfa_serial of profile default`, each once; none if the plan uses a device, or says
 * itself why it cannot use that of the nearest profile, or if no call accepts a code
 */
export function unusedSerials(
  { chain, steps }: Pick<Plan, 'chain' | 'steps'>,
  files: AwsFiles,
): string[] {
  if (steps.some(({ input }) => 'SerialNumber' in input)) return []
  if (!steps.some(({ operation }) => ACCEPT_CODES.includes(operation))) return []
  const nearest = chain.map((name) => serialOf(name, files)).find((value) => value !== undefined)
  if (nearest) return []
  const names = [...new Set([...chain, 'default'])]
  return names.filter((name) => serialOf(name, files)).map((name) => `mfa_serial of [${name}]`)
}

const ACCEPT_CODES: readonly Step['operation'][] = ['AssumeRole', 'GetSessionToken']

/** @returns '' for a key that switches the device off; undefined without one */
function serialOf(name: string, files: AwsFiles): string | undefined {
  try {
    return readProfile(files, name)?.get('mfa_serial')
  } catch (error) {
    if (isRolecallError(error)) return undefined
    throw error
  }
}
