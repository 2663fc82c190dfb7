import type { AwsFiles } from '../../aws-files/aws-files.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import { unusedSerials } from '../../plan/mfa/unused-serials.js'
import type { ObtainRequest } from '../../session/context.js'
import { storeHint } from '../../store/errors.js'
import type { StoreError } from '../../store/store.js'

/** Whether no code was given, and no prompt for one is possible. */
export function mayGoWithoutMfa(
  error: unknown,
  { audience, mfaCode, plan }: Pick<ObtainRequest, 'audience' | 'mfaCode' | 'plan'>,
): boolean {
  const { mfaProcess, mfaProgram, mfaSeed } = plan
  if (!isRolecallError(error) || error.reason !== 'cannot-ask') return false
  return (
    audience !== 'background' && mfaCode === undefined && !(mfaProcess ?? mfaProgram ?? mfaSeed)
  )
}

/**
 * The error of a denied call with the `mfa_serial` lines that it did not use: AWS does not say that
 * the MFA device is missing.
 */
export function withUnusedSerials(error: unknown, plan: Plan, files: AwsFiles): unknown {
  if (!isRolecallError(error) || error.awsCode !== 'AccessDenied') return error
  const serials = unusedSerials(plan, files)
  if (serials.length === 0) return error
  const { code, message, hint, awsCode, reason } = error
  const [name = ''] = plan.chain
  const line = `${serials.join(' and ')} is not used: if the role needs MFA, add mfa_serial to [${name}]`
  return new RolecallError(code, message, {
    hint: hint === undefined ? line : `${line}; ${hint}`,
    awsCode,
    ...(reason === undefined ? {} : { reason }),
    cause: error,
  })
}

/**
 * The error of a prompt that is not possible, with a hint about the store that fails and has the
 * session: a login would not help.
 */
export function withStoreHint(error: unknown, failure: StoreError | undefined): unknown {
  if (!failure || !isRolecallError(error) || error.reason !== 'cannot-ask') return error
  const { code, message, reason } = error
  return new RolecallError(code, message, { hint: storeHint(failure), reason, cause: error })
}
