import type { Profile } from '../../aws-files/profile.js'
import { parseCodeProgram, PRESET_FORMS } from '../../core/code-program.js'
import { RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'

/** Where MFA codes come from, if a profile says so. */
export type CodeSupply = Pick<Plan, 'mfaProcess' | 'mfaProgram' | 'mfaSeed'>

/**
 * The command, the program or the seed that supplies MFA codes: that of the first profile in the
 * chain that names one. `rolecall_mfa` takes precedence over `mfa_process` of the same profile,
 * because only rolecall reads it.
 * @throws RolecallError 'config' for a preset that does not exist
 */
export function codeSupply(chain: readonly Profile[]): CodeSupply {
  for (const profile of chain) {
    const preset = profile.get('mfa')
    if (preset === 'keychain') return { mfaSeed: true }
    if (preset) return { mfaProgram: programOf(preset, profile) }
    const mfaProcess = profile.get('mfa_process')
    if (mfaProcess) return { mfaProcess }
  }
  return {}
}

function programOf(preset: string, { name }: Profile): NonNullable<Plan['mfaProgram']> {
  const program = parseCodeProgram(preset)
  if (program) return program
  throw new RolecallError(
    'config',
    `rolecall_mfa of profile ${name} is not a known source of MFA codes`,
    {
      hint: `it is keychain, ${PRESET_FORMS.join(', ')}; for any other program: mfa_process = COMMAND`,
    },
  )
}
