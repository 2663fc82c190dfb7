import { accountOfArn } from '../core/arn.js'
import type { Session } from '../core/credentials.js'
import type { Plan } from '../core/plan.js'
import type { Step } from '../core/step.js'
import { routesOf } from '../plan/cache-key.js'
import { traitsOf } from '../sources/kinds.js'
import type { SessionMetadata } from '../secrets/metadata.js'

/**
 * The metadata of a session for `list` and `status`. A shared MFA session has the name of the
 * profile that holds the access key.
 * @param index of the step that issued it; -1 for the source's own credentials
 */
export function sessionMetadata(plan: Plan, index: number, session: Session): SessionMetadata {
  const step = plan.steps[index]
  const own = step ? ofStep(plan, index, step, session) : ofSource(plan, session)
  const route = routesOf(step ? plan : { ...plan, steps: [] })[Math.max(index, 0)]
  const scope = step && index === plan.steps.length - 1 ? plan.scope?.text : undefined
  return {
    ...own,
    ...(scope === undefined ? {} : { scope }),
    ...(route === undefined ? {} : { route }),
  }
}

function ofSource({ source, chain, profile, target }: Plan, session: Session): SessionMetadata {
  const { cachedAs, fixedRole } = traitsOf(source)
  const account = fixedRole?.account ?? session.accountId
  return {
    profile: chain.at(-1) ?? profile,
    operation: cachedAs ?? source.kind,
    ...(fixedRole === undefined ? {} : { role: fixedRole.role }),
    ...(account === undefined ? {} : { account }),
    region: target.region,
  }
}

function ofStep(plan: Plan, index: number, step: Step, session: Session): SessionMetadata {
  const plannedRole = 'RoleArn' in step.input ? step.input.RoleArn : undefined
  const role = plannedRole ?? roleOfSession(session.arn ?? '')
  const serial = plan.steps
    .slice(0, index + 1)
    .map(serialOf)
    .find(Boolean)
  const account = session.accountId ?? accountOfArn(serialOf(step) ?? '')
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

const serialOf = ({ input }: Step): string | undefined =>
  'SerialNumber' in input ? input.SerialNumber : undefined

/**
 * The role of `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`. Its path is missing, because
 * the ARN of a session does not include it.
 */
export function roleOfSession(arn: string): string | undefined {
  const [, partition, account, name] =
    /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? []
  return name === undefined ? undefined : `arn:${partition}:iam::${account}:role/${name}`
}
