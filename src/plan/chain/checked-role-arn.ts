import type { Profile } from '../../aws-files/profile.js'
import { isArn, meantRoleArn, parseRoleArn } from '../../core/arn.js'
import { RolecallError, type ErrorCode } from '../../core/errors.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import { customEndpoint } from '../../sources/endpoints.js'
import type { PlanRequest } from '../request.js'

/** STS's limits, which servers that imitate it keep. */
const ARN_LENGTH = { min: 20, max: 2048 }

/**
 * The role of `--role-arn`. An empty flag comes from an unset variable. It is refused, because
 * without the role rolecall would return the profile's own credentials.
 * @param settings the profile that was asked for
 */
export function roleOfFlag(
  { roleArn }: PlanRequest,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): string | undefined {
  return roleArn === undefined
    ? undefined
    : checkedRoleArn(roleArn, '--role-arn', 'usage', settings, inputs)
}

/**
 * Checks the ARN of a role. A server with its own endpoint, such as Ceph or MinIO, has ARNs without
 * an account or in other forms: there, only what no ARN can be is refused.
 * @param settings the profile that was asked for, which may name the endpoint
 * @throws RolecallError
 */
export function checkedRoleArn(
  arn: string,
  from: string,
  code: ErrorCode,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): string {
  const hasLength = arn.length >= ARN_LENGTH.min && arn.length <= ARN_LENGTH.max
  if (hasLength && parseRoleArn(arn)) return arn
  const meant = meantRoleArn(arn)
  const isPlausible = hasLength && isArn(arn) && /^[\u0021-\u007E]+$/.test(arn)
  const mayHaveOtherForm = meant === undefined && isPlausible
  if (mayHaveOtherForm && customEndpoint('sts', settings, inputs) !== undefined) return arn
  throw new RolecallError(code, `${from} is not the ARN of a role: ${arn}`, {
    hint:
      meant === undefined ? 'it looks like arn:aws:iam::123456789012:role/NAME' : `write ${meant}`,
  })
}
