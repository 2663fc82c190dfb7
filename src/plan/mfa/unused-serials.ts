import type { AwsFiles } from '../../aws-files/aws-files.js'
import { readProfile } from '../../aws-files/profile.js'
import { isRolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'

/**
 * The lines with an MFA device that a plan without one passes over: that of [default], from which
 * aws-vault inherits and SDKs do not, and those of profiles on the way that a nearer profile
 * switches off. AWS may refuse the role because exactly this device is missing.
 * @returns `mfa_serial of profile default`, each once; none if the plan uses a device
 */
export function unusedSerials(
  { chain, steps }: Pick<Plan, 'chain' | 'steps'>,
  files: AwsFiles,
): string[] {
  if (steps.some(({ input }) => 'SerialNumber' in input)) return []
  const names = [...new Set([...chain, 'default'])]
  return names.filter((name) => hasSerial(name, files)).map((name) => `mfa_serial of [${name}]`)
}

function hasSerial(name: string, files: AwsFiles): boolean {
  try {
    return Boolean(readProfile(files, name)?.get('mfa_serial'))
  } catch (error) {
    if (isRolecallError(error)) return false
    throw error
  }
}
