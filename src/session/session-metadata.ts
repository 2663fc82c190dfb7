import { accountOfArn } from '../core/arn.js'
import type { Session } from '../core/credentials.js'
import type { Plan, Step } from '../core/plan.js'
import type { SessionMetadata } from '../secrets/kinds.js'

/** What listings tell of a session. A shared MFA session goes by the name of the profile that holds the key. */
export function sessionMetadata(plan: Plan, step: Step, session: Session): SessionMetadata {
  const planned = 'RoleArn' in step.input ? step.input.RoleArn : undefined
  const role = planned ?? roleOfSession(session.arn ?? '')
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

/** The role of `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`, without the path, which STS does not tell. */
function roleOfSession(arn: string): string | undefined {
  const [, partition, account, name] =
    /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? []
  return name === undefined ? undefined : `arn:${partition}:iam::${account}:role/${name}`
}
