import { accountOfArn } from '../core/arn.js'
import type { Session } from '../core/credentials.js'
import type { Plan, Step } from '../core/plan.js'
import type { SessionMetadata } from '../secrets/kinds.js'

/**
 * The metadata of a session for `list` and `status`. A shared MFA session has the name of the
 * profile that holds the access key.
 */
export function sessionMetadata(plan: Plan, step: Step, session: Session): SessionMetadata {
  const plannedRole = 'RoleArn' in step.input ? step.input.RoleArn : undefined
  const role = plannedRole ?? roleOfSession(session.arn ?? '')
  const serial = 'SerialNumber' in step.input ? step.input.SerialNumber : undefined
  const account = session.accountId ?? accountOfArn(serial ?? '')
  const profile = 'profile' in step ? step.profile : (plan.chain.at(-1) ?? plan.profile)
  return {
    profile,
    operation: step.operation,
    ...(role === undefined ? {} : { role }),
    ...(account === undefined ? {} : { account }),
    ...(serial === undefined ? {} : { serial }),
    region: step.target.region,
  }
}

/**
 * The role of `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`. Its path is missing, because
 * the ARN of a session does not include it.
 */
function roleOfSession(arn: string): string | undefined {
  const [, partition, account, name] =
    /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? []
  return name === undefined ? undefined : `arn:${partition}:iam::${account}:role/${name}`
}
