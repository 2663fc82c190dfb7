import { parsePolicy, type PolicyDocument } from '../iam-policy.js'
import { list, type Input } from './input.js'
import { StsError } from './errors.js'
import type { Principal, Session } from './model.js'

/** Some actions of the managed policies, by the end of their ARNs. */
const MANAGED: Readonly<Record<string, string[]>> = {
  'policy/ReadOnlyAccess': ['s3:Get*', 's3:List*', 'iam:Get*', 'iam:List*', 'ec2:Describe*'],
  'policy/job-function/ViewOnlyAccess': ['s3:List*', 'iam:List*', 'ec2:Describe*'],
  'policy/AdministratorAccess': ['*'],
}

/**
 * The session policies of a call, which the session may not exceed. A federated user may do nothing
 * without one.
 */
export function sessionPoliciesOf(input: Input, principal: Principal): Partial<Session> {
  const policy = input.get('Policy')
  const arns = list(input, 'PolicyArns', 'arn')
  const documents = [
    ...(policy === undefined ? [] : [parsePolicy(policy)]),
    ...arns.map((arn) => managed(arn, input.get('RoleArn'))),
  ]
  const isLimited = documents.length > 0 || principal.kind === 'federated'
  return isLimited ? { policies: documents } : {}
}

function managed(arn: string, roleArn: string | undefined): PolicyDocument {
  const [, name = ''] = /^arn:aws[\w-]*:iam::aws:(.*)$/.exec(arn) ?? []
  const actions = MANAGED[name]
  const isElsewhere = roleArn !== undefined && roleArn.split(':')[1] !== arn.split(':')[1]
  if (!actions || isElsewhere)
    throw new StsError('InvalidParameterValue', `Policy ${arn} does not exist`)
  return { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }
}
